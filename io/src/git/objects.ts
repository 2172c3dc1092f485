/** What is inside commits, tags and trees. @module */
import { GitError } from './errors.ts'

/** A commit, and what of it others need. */
export interface Commit {
  readonly hash: string
  readonly tree: string
  readonly message: string
  /** Seconds since 1970. */
  readonly committedAt: number
  /** The armoured signature, if there is one. */
  readonly signature?: string
  /** The object's bytes, as stored. */
  readonly encoded: Uint8Array
}

/** An annotated tag. */
export interface Tag {
  readonly hash: string
  readonly name: string
  /** The object's bytes, as stored: a signature stands at the end of the message. */
  readonly encoded: Uint8Array
}

/** One line of a directory. */
export interface TreeLine {
  readonly name: string
  readonly type: 'tree' | 'file' | 'executable' | 'symlink' | 'submodule'
  readonly hash: string
}

const decoder = new TextDecoder()

export function parseCommit(hash: string, encoded: Uint8Array): Commit {
  const text = decoder.decode(encoded)
  const blank = text.indexOf('\n\n')
  const head = blank < 0 ? text : text.slice(0, blank)
  const tree = /^tree ([0-9a-f]{40,64})$/m.exec(head)?.[1]
  if (!tree) throw new GitError(`commit ${hash} names no tree`)
  const committedAt = Number(/^committer .* (\d+) [+-]\d{4}$/m.exec(head)?.[1] ?? 0)
  const signature = /^gpgsig (.*(?:\n .*)*)/m.exec(head)?.[1]?.replaceAll('\n ', '\n')
  const message = blank < 0 ? '' : text.slice(blank + 2)
  return { hash, tree, message, committedAt, encoded, ...(signature ? { signature } : {}) }
}

const modes: Readonly<Record<string, TreeLine['type']>> = {
  '40000': 'tree',
  '120000': 'symlink',
  '160000': 'submodule',
}

/**
 * A directory's lines, sorted by name.
 * @throws GitError of kind `hostile` for names that could lead out of the tree
 */
export function parseTree(content: Uint8Array, hashLength: number, dir: string): readonly TreeLine[] {
  const lines: TreeLine[] = []
  let at = 0
  while (at < content.length) {
    const blank = content.indexOf(0x20, at)
    const end = content.indexOf(0, blank)
    if (blank < 0 || end < 0 || end + hashLength > content.length)
      throw new GitError(`directory '${dir}' is broken`)
    const mode = decoder.decode(content.subarray(at, blank))
    const name = decoder.decode(content.subarray(blank + 1, end))
    if (isHostile(name)) {
      throw new GitError(
        `directory '${dir || '.'}' holds an entry named '${name}', which no tree may have`,
        'hostile',
      )
    }
    at = end + 1 + hashLength
    const hash = Buffer.from(content.subarray(end + 1, at)).toString('hex')
    const type = modes[mode] ?? (Number.parseInt(mode, 8) & 0o111 ? 'executable' : 'file')
    lines.push({ name, type, hash })
  }
  return lines.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function isHostile(name: string): boolean {
  return name === '' || name === '.' || name === '..' || name.includes('/') || name.toLowerCase() === '.git'
}
