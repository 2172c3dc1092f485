import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeEnvelope, definitionOf, encodeEnvelope, WireError } from './index.ts'

const message = definitionOf('v1', 'Pod') ?? ''

/** Bytes of a Pod, some of them changed or cut off. */
const damaged = fc
  .record({ name: fc.string(), at: fc.nat(200), byte: fc.nat(255), end: fc.nat(200) })
  .map(({ name, at, byte, end }) => {
    const labels = { a: name }
    const containers = [{ name, ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } } }]
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: { containers } }
    const bytes = Buffer.from(encodeEnvelope(pod, message))
    bytes[at % bytes.length] = byte
    return bytes.subarray(0, 4 + (end % bytes.length))
  })

test('decodeEnvelope() reads damaged bytes or refuses them, nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 }).map(rubbish)), bytes => {
      try {
        decodeEnvelope(bytes, definitionOf)
      } catch (error) {
        assert.ok(error instanceof WireError || error instanceof SyntaxError, String(error))
      }
    }),
  )
})

/** An envelope of a Pod whose content is anything. */
function rubbish(content: Uint8Array): Buffer {
  const head = Buffer.from('6b3873000a090a02763112036f6f6412', 'hex')
  return Buffer.concat([head, Buffer.from([content.length & 0x7f]), content])
}
