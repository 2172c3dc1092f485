import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GitError } from './errors.ts'
import { encodePacket, flushPacket, PacketReader, packetText } from './pkt-line.ts'

async function* inParts(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function readAll(text: string, size = 3): Promise<readonly string[]> {
  const reader = new PacketReader(inParts(text, size))
  const seen: string[] = []
  for (;;) {
    const packet = await reader.next()
    if (packet.type === 'end') return seen
    seen.push(packet.type === 'flush' ? '<flush>' : packetText(packet.bytes))
  }
}

test('encodePacket() counts bytes, not characters', () => {
  assert.equal(Buffer.from(encodePacket('a\n')).toString(), '0006a\n')
  assert.equal(Buffer.from(encodePacket('ü')).toString(), '0006ü')
})

test('PacketReader gives back what encodePacket() made, however the bytes arrive', async () => {
  const text = Buffer.concat([
    encodePacket('one\n'),
    encodePacket('zwölf\n'),
    flushPacket,
    encodePacket('x'),
  ]).toString()
  for (const size of [1, 3, 1000])
    assert.deepEqual(await readAll(text, size), ['one', 'zwölf', '<flush>', 'x'])
})

for (const [what, text] of [
  ['no length', '<html>'],
  ['an impossible length', '0003'],
  ['an end within a packet', '0010abc'],
  ['an end within a length', '00'],
] as const) {
  test(`PacketReader refuses ${what}`, async () => {
    await assert.rejects(readAll(text), GitError)
  })
}
