/**
 * The conversation in which a remote sends objects (gitprotocol-pack, "Packfile Negotiation"): one request that says
 * what is wanted and what is there already, one answer with a pack.
 * @module
 */
import { GitError } from './errors.ts'
import { encodePacket, flushPacket, type PacketReader, packetText } from './pkt-line.ts'

/** What to ask for. */
export interface FetchRequest {
  readonly wants: readonly string[]
  /** Commits we have with all that belongs to them. */
  readonly haves: readonly string[]
  /** Commits we have without their parents. */
  readonly shallow: readonly string[]
  /** Commits of history to send; all if undefined. */
  readonly depth?: number
}

/** A remote's answer. */
export interface FetchAnswer {
  /** Commits whose parents are not sent. */
  readonly shallow: readonly string[]
  readonly pack: AsyncIterable<Uint8Array>
}

const wanted = ['multi_ack_detailed', 'side-band-64k', 'ofs-delta', 'thin-pack', 'no-progress', 'shallow']

/** The request's bytes. @throws GitError if the remote lacks what we need */
export function encodeFetch(request: FetchRequest, capabilities: ReadonlySet<string>): Uint8Array {
  if (!capabilities.has('side-band-64k')) throw new GitError('remote does not support side-band-64k')
  if (request.depth !== undefined && !capabilities.has('shallow')) {
    return encodeFetch({ wants: request.wants, haves: request.haves, shallow: [] }, capabilities)
  }
  const features = wanted.filter(name => capabilities.has(name)).join(' ')
  const lines = [
    ...request.wants.map((hash, i) =>
      encodePacket(`want ${hash}${i === 0 ? ` ${features} agent=sluice` : ''}\n`),
    ),
    ...request.shallow.map(hash => encodePacket(`shallow ${hash}\n`)),
    ...(request.depth === undefined ? [] : [encodePacket(`deepen ${request.depth}\n`)]),
    flushPacket,
    ...request.haves.map(hash => encodePacket(`have ${hash}\n`)),
    encodePacket('done\n'),
  ]
  return Buffer.concat(lines)
}

/** Reads the answer up to where the pack begins. */
export async function readFetchAnswer(
  reader: PacketReader,
  request: FetchRequest,
  capabilities: ReadonlySet<string>,
): Promise<FetchAnswer> {
  const isShallow = request.depth !== undefined && capabilities.has('shallow')
  const shallow = isShallow ? await readShallow(reader) : []
  for (;;) {
    const packet = await reader.next()
    if (packet.type !== 'data') throw new GitError('remote sent no pack')
    const text = packet.bytes.length < 256 ? packetText(packet.bytes) : ''
    if (text.startsWith('ERR ')) throw new GitError(text.slice(4))
    if (text === 'NAK' || text.startsWith('ACK ')) continue
    return { shallow, pack: readPack(reader, packet.bytes) }
  }
}

async function readShallow(reader: PacketReader): Promise<readonly string[]> {
  const shallow: string[] = []
  for (;;) {
    const packet = await reader.next()
    if (packet.type === 'flush') return shallow
    if (packet.type === 'end') throw new GitError('remote sent no pack')
    const text = packetText(packet.bytes)
    if (text.startsWith('ERR ')) throw new GitError(text.slice(4))
    if (text.startsWith('shallow ')) shallow.push(text.slice(8))
  }
}

/** Channel 1 is the pack, 2 is chatter, 3 is the remote giving up. */
async function* readPack(reader: PacketReader, first: Uint8Array): AsyncGenerator<Uint8Array> {
  let bytes: Uint8Array | undefined = first
  while (bytes) {
    if (bytes[0] === 1) yield bytes.subarray(1)
    else if (bytes[0] === 3) throw new GitError(`remote: ${packetText(bytes.subarray(1)).trim()}`)
    const packet = await reader.next()
    bytes = packet.type === 'data' ? packet.bytes : undefined
  }
}
