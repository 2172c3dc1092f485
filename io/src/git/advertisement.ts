import { GitError } from './errors.ts'
import { type PacketReader, packetText } from './pkt-line.ts'

/** What a remote says it has. */
export interface Advertisement {
  /** Hash by full name; an annotated tag's commit is under its name and `^{}`. */
  readonly refs: ReadonlyMap<string, string>
  readonly capabilities: ReadonlySet<string>
}

const line = /^([0-9a-f]{40}|[0-9a-f]{64}) ([^\0]+)$/
/** More references than any host keeps for one repository. */
const maxRefs = 2_000_000

/** Reads the list that comes before anything else. @throws GitError if the remote refuses or speaks something else */
export async function readAdvertisement(reader: PacketReader): Promise<Advertisement> {
  const refs = new Map<string, string>()
  let capabilities: ReadonlySet<string> = new Set()
  for (;;) {
    const packet = await reader.next()
    if (packet.type !== 'data') break
    const [entry = '', features] = packetText(packet.bytes).split('\0')
    if (features !== undefined) capabilities = new Set(features.split(' '))
    if (entry.startsWith('ERR ')) throw new GitError(entry.slice(4))
    if (entry.startsWith('version ') || entry.startsWith('shallow ')) continue
    const match = line.exec(entry)
    if (!match?.[1] || !match[2]) throw new GitError("the answer is not in Git's format: malformed reference")
    // A repository without commits advertises its capabilities only.
    if (match[2] !== 'capabilities^{}') refs.set(match[2], match[1])
    if (refs.size > maxRefs) throw new GitError(`remote has more than ${maxRefs} references`, 'too-large')
  }
  return { refs, capabilities }
}
