import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { asObject, BodyBudget, decodeBody, readBody } from './body.ts'

const unrecognized = 'the object provided is unrecognized \\(must be of type Thing\\): '
const refused = [
  {
    does: 'text that is no JSON',
    text: '{"a":',
    type: 'application/json',
    says: 'couldn\'t get version/kind; .*\\({"a":\\)',
  },
  {
    does: 'what is too deep',
    text: '['.repeat(200_000),
    type: 'application/json',
    says: '.*exceeded max depth',
  },
  {
    does: 'objects too deep',
    text: '{"a":'.repeat(5000),
    type: 'application/json',
    says: ".*'{' exceeded max depth",
  },
  {
    does: 'YAML that does not end',
    text: 'a: [',
    type: 'application/yaml',
    says: 'yaml: line 1: .*\\(613a205b\\)',
  },
  { does: 'an anchor inside itself', text: '&a [*a]', type: 'application/yaml', says: 'yaml: anchor' },
  {
    does: 'aliases that multiply',
    text: Array.from({ length: 20 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1},`.repeat(9) : 'x'}]`).join(
      '\n',
    ),
    type: 'application/yaml',
    says: 'yaml: document contains excessive aliasing',
  },
]
for (const { does, text, type, says } of refused) {
  test(`decodeBody() refuses ${does}`, () => {
    assert.throws(() => decodeBody(text, type, 'Thing'), new RegExp(`${unrecognized}${says}`))
  })
}

test('decodeBody() tells of keys that a YAML mapping has twice, and takes the last', () => {
  const { value, repeatedKeys } = decodeBody('a: 1\nb: 2\na: 3', 'application/yaml', 'Thing')
  assert.deepEqual(value, { a: 3, b: 2 })
  assert.deepEqual(repeatedKeys, ['line 3: key "a" already set in map'])
})

test('asObject() wants kind and apiVersion to be texts', () => {
  assert.throws(() => asObject({ kind: 1 }, '{"kind":1}', 'Thing'), /Go struct field \.kind of type string/)
  assert.deepEqual(asObject({ kind: null }, '{}', 'Thing'), { kind: null })
})

const thing = { apiVersion: 'example.com/v1', kind: 'Thing' }
const configMap = { apiVersion: 'v1', kind: 'ConfigMap' }

function request(chunks: readonly Buffer[]) {
  const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' }
  return { method: 'POST', target: '/', headers, socket: undefined, body: Readable.from(chunks) }
}

const rubbish = [
  { does: 'other bytes', bytes: '7b7d', says: 'expected prefix \\[107 56 115 0\\] \\({}\\)' },
  { does: 'nothing in the envelope', bytes: '6b387300', says: 'empty body \\(6b387300\\)' },
  { does: 'a length beyond the end', bytes: '6b38730012ff7f', says: 'unexpected EOF' },
]
for (const { does, bytes, says } of rubbish) {
  test(`readBody() refuses ${does} as protobuf`, async () => {
    await assert.rejects(
      readBody(request([Buffer.from(bytes, 'hex')]), thing, new BodyBudget()),
      new RegExp(unrecognized + '.*' + says),
    )
  })
}

const inConfigMap = (hex: string) =>
  Buffer.concat([
    Buffer.from('6b3873000a0f0a0276311209436f6e6669674d617012', 'hex'),
    Buffer.from([hex.length / 2]),
    Buffer.from(hex, 'hex'),
  ])
const damaged = [
  { does: 'a field of another wire type', hex: '1005', says: 'proto: wrong wireType = 0 for field Data' },
  { does: 'a wire type that is none', hex: '9e06', says: 'proto: illegal wireType 6' },
  { does: 'an endless number', hex: 'ffffffffffffffffffffff01', says: 'proto: integer overflow' },
  {
    does: 'field 0',
    hex: '0200',
    says: 'proto: ConfigMap: illegal tag 0 \\(wire type 2\\)',
  },
  {
    does: 'the end of a group',
    hex: '9c06',
    says: 'proto: ConfigMap: wiretype end group for non-group',
  },
]
for (const { does, hex, says } of damaged) {
  test(`readBody() refuses ${does} in a message, naming its kind`, async () => {
    await assert.rejects(
      readBody(request([inConfigMap(hex)]), thing, new BodyBudget()),
      new RegExp(`ConfigMap in version "v1" cannot be handled as a Thing: ${says}`),
    )
  })
}

test('readBody() takes protobuf that does not say what it is for what is expected', async () => {
  const bytes = Buffer.from('6b38730012070a050a03616263', 'hex')
  assert.deepEqual(JSON.parse(await readBody(request([bytes]), configMap, new BodyBudget())), {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'abc' },
  })
})

test('readBody() refuses YAML that is no UTF-8', async () => {
  const body = { ...request([Buffer.from('613aff', 'hex')]), headers: { 'content-type': 'application/yaml' } }
  await assert.rejects(
    readBody(body, thing, new BodyBudget()),
    /yaml: invalid leading UTF-8 octet \(613aff\)/,
  )
})

const noJson = [
  { text: '-', says: "invalid character ' ' in numeric literal" },
  { text: '[1.]', says: "invalid character ']' after decimal point in numeric literal" },
  { text: '["\\x"]', says: "invalid character 'x' in string escape code" },
  { text: '[é]', says: "invalid character 'Ã' looking for beginning of value" },
]
for (const { text, says } of noJson) {
  test(`decodeBody() says of ${text} what Go says`, () => {
    const isExpected = (error: unknown) => error instanceof Error && error.message.includes(says)
    assert.throws(() => decodeBody(text, undefined, 'Thing'), isExpected)
  })
}

test('readBody() takes halves of escaped pairs for U+FFFD in JSON', async () => {
  const text = '["\\ud83d\\ude00","\\ud83dx","\\\\ud83d","\\udE00"]'
  const read = await readBody({ ...request([Buffer.from(text)]), headers: {} }, thing, new BodyBudget())
  assert.deepEqual(JSON.parse(read), ['😀', '\ufffdx', '\\ud83d', '\ufffd'])
})

test('readBody() stops reading what is too large', async () => {
  const megabyte = Buffer.alloc(1024 * 1024)
  const endless = Readable.from(
    (function* () {
      for (;;) yield megabyte
    })(),
  )
  await assert.rejects(
    readBody({ ...request([]), body: endless }, thing, new BodyBudget()),
    /Request entity too large/,
  )
})

test('readBody() refuses what there is no room for, and makes room when it is done', async () => {
  const budget = new BodyBudget(100)
  const text = (size: number) => ({ ...request([Buffer.alloc(size, ' ')]), headers: {} })
  assert.equal((await readBody(text(100), thing, budget)).length, 100)
  await assert.rejects(readBody(text(101), thing, budget), /Too many requests/)
  assert.equal((await readBody(text(100), thing, budget)).length, 100)
})
