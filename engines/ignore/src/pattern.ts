/**
 * One line of an ignore file, matched as go-git does. That is gitignore but for a few corners, kept because
 * repositories rely on them: a pattern also decides about everything below what it matches, `**` within a name
 * matches nothing, and a file can be brought back although its folder is ignored.
 * @module
 */
import { compileGlob, type Glob } from './glob.ts'

/** What a pattern says of a path. */
export type Verdict = 'ignore' | 'keep' | undefined

/** Says whether a path (its parts, relative to the root of all) is ignored or kept, or nothing. */
export type Pattern = (path: readonly string[], isDirectory: boolean) => Verdict

interface Segment {
  readonly type: 'empty' | 'deep' | 'impossible' | 'name'
  readonly matches: Glob
}

/** Compiles a line, which has a say only below the folder `domain`. */
export function parsePattern(line: string, domain: readonly string[] = []): Pattern {
  const isKept = line.startsWith('!')
  let text = isKept ? line.slice(1) : line
  if (!text.endsWith('\\ ')) text = text.replace(/ +$/, '')
  const isForDirectories = text.endsWith('/')
  if (isForDirectories) text = text.slice(0, -1)
  const segments = text.split('/').map(parseSegment)
  const match = segments.length > 1 ? matchesPath : matchesName
  return (path, isDirectory) => {
    if (path.length <= domain.length || domain.some((part, i) => path[i] !== part)) return undefined
    const rest = path.slice(domain.length)
    if (!match(segments, rest, { isDirectory, isForDirectories })) return undefined
    return isKept ? 'keep' : 'ignore'
  }
}

function parseSegment(text: string): Segment {
  const matches = compileGlob(text)
  if (text === '') return { type: 'empty', matches }
  if (text === '**') return { type: 'deep', matches }
  return { type: text.includes('**') ? 'impossible' : 'name', matches }
}

interface Directories {
  readonly isDirectory: boolean
  readonly isForDirectories: boolean
}

/** Without a slash: any part of the path may match. */
function matchesName([segment]: readonly Segment[], path: readonly string[], dirs: Directories): boolean {
  const at = path.findIndex(name => segment?.matches(name))
  if (at < 0) return false
  return !dirs.isForDirectories || dirs.isDirectory || at < path.length - 1
}

/** With a slash: the path's first parts must match, one after the other. */
function matchesPath(segments: readonly Segment[], path: readonly string[], dirs: Directories): boolean {
  let isMatched = false
  let isDeep = false
  let at = 0
  for (const [i, segment] of segments.entries()) {
    if (segment.type === 'empty') {
      isDeep = false
      continue
    }
    if (segment.type === 'deep') {
      if (i === segments.length - 1) break
      isDeep = true
      continue
    }
    if (segment.type === 'impossible' || at >= path.length) return false
    if (isDeep) {
      isDeep = false
      const found = path.findIndex((name, j) => j >= at && segment.matches(name))
      if (found < 0) isMatched = false
      else isMatched = true
      at = found < 0 ? path.length : found + 1
    } else {
      if (!segment.matches(path[at] ?? '')) return false
      isMatched = true
      at++
    }
  }
  return isMatched && !(dirs.isForDirectories && !dirs.isDirectory && at === path.length)
}
