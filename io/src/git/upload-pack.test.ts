import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodePacket, flushPacket, PacketReader } from './pkt-line.ts'
import { encodeFetch, readFetchAnswer } from './upload-pack.ts'

const capabilities = new Set(['side-band-64k', 'shallow', 'ofs-delta', 'multi_ack'])
const request = { wants: ['a', 'b'], haves: ['c'], shallow: ['c'], depth: 1 }

function reader(...packets: readonly (string | Uint8Array)[]): PacketReader {
  const bytes = Buffer.concat(packets.map(each => (typeof each === 'string' ? encodePacket(each) : each)))
  return new PacketReader(
    (async function* () {
      yield bytes
    })(),
  )
}

test('encodeFetch() says what is wanted, what is there, and how deep', () => {
  const lines = [
    'want a side-band-64k ofs-delta shallow agent=sluice\n',
    'want b\n',
    'shallow c\n',
    'deepen 1\n',
    flushPacket,
    'have c\n',
    'done\n',
  ]
  const expected = Buffer.concat(lines.map(each => (typeof each === 'string' ? encodePacket(each) : each)))
  assert.equal(Buffer.from(encodeFetch(request, capabilities)).toString(), expected.toString())
})

test('encodeFetch() asks for all of the history where the remote cannot cut it', () => {
  const text = Buffer.from(encodeFetch(request, new Set(['side-band-64k']))).toString()
  assert.ok(!text.includes('deepen'))
})

test('encodeFetch() refuses a remote without side bands', () => {
  assert.throws(() => encodeFetch(request, new Set()), /side-band-64k/)
})

test('readFetchAnswer() separates the boundary, the pack and chatter', async () => {
  const answer = await readFetchAnswer(
    reader(
      'shallow d\n',
      flushPacket,
      'ACK c common\n',
      'ACK c\n',
      '\u0001PACK',
      '\u0002counting',
      '\u0001rest',
      flushPacket,
    ),
    request,
    capabilities,
  )
  assert.deepEqual(answer.shallow, ['d'])
  const pack: string[] = []
  for await (const part of answer.pack) pack.push(Buffer.from(part).toString())
  assert.deepEqual(pack, ['PACK', 'rest'])
})

test('readFetchAnswer() passes on why the remote gives up', async () => {
  const full = { wants: ['a'], haves: [], shallow: [] }
  await assert.rejects(
    readFetchAnswer(reader('ERR upload-pack: not our ref a'), full, capabilities),
    /not our ref/,
  )
  const answer = await readFetchAnswer(
    reader('NAK\n', '\u0001PACK', '\u0003out of memory\n'),
    full,
    capabilities,
  )
  await assert.rejects(async () => {
    for await (const _ of answer.pack);
  }, /remote: out of memory/)
  await assert.rejects(readFetchAnswer(reader('NAK\n', flushPacket), full, capabilities), /no pack/)
})
