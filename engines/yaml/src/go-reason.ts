/**
 * Go's words for what is wrong with a YAML text: users know them, and tools match them.
 *
 * Go counts lines from zero in some errors and names the line where the construct around the mistake began in others;
 * that is kept, in the message only.
 * @module
 */

/** What Go's YAML says; no line where Go names none. */
export interface GoReason {
  readonly reason: string
  readonly line: number | undefined
}

/** Go's reason for an error of the parser at an offset; the parser's own for what has no counterpart. */
export function goReason(reason: string, source: string, offset: number): GoReason {
  const line = lineAt(source, offset)
  const open = openConstruct(source, offset)
  if (open && /['"]/.test(open.opener)) {
    const isEscape = reason === 'unknown escape sequence'
    return scanner(
      isEscape ? 'found unknown escape character' : 'found unexpected end of stream',
      open.line || line,
    )
  }
  if (open)
    return parser(`did not find expected ',' or '${open.opener === '[' ? ']' : '}'}'`, open.line || line)
  if (/^[\t@`%]/.test(source.slice(offset)) || reason.startsWith('tab characters')) {
    return scanner('found character that cannot start any token', line)
  }
  if (reason.includes('multiline key')) return { reason: "could not find expected ':'", line: line + 1 }
  if (reason === 'bad indentation of a sequence entry')
    return parser("did not find expected '-' indicator", line)
  if (reason === 'bad indentation of a mapping entry') return badMapping(source, offset, line)
  if (reason.startsWith('end of the stream or a document separator')) {
    if (/^(?:#.*\n|---.*\n|\s)*- /.test(source)) return parser("did not find expected '-' indicator", line)
    return scanner('mapping values are not allowed in this context', line)
  }
  return { reason, line: line + 1 }
}

/** A key that goes on a value, or one between two indentations. */
function badMapping(source: string, offset: number, line: number): GoReason {
  if (source[offset] === ':') return scanner('mapping values are not allowed in this context', line)
  return parser('did not find expected key', mappingStart(source.split('\n'), line) || line)
}

/** The line, from zero, where the block mapping around a line begins. */
function mappingStart(lines: readonly string[], from: number): number {
  const indentOf = (line: string) => line.length - line.trimStart().length
  const own = indentOf(lines[from] ?? '')
  let indent = Number.POSITIVE_INFINITY
  let start = from
  for (let i = from - 1; i >= 0; i--) {
    const line = lines[i] ?? ''
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    if (indent === Number.POSITIVE_INFINITY && indentOf(line) < own) indent = indentOf(line)
    if (indentOf(line) < indent && indent !== Number.POSITIVE_INFINITY) break
    if (indentOf(line) === indent) start = i
  }
  return start
}

interface OpenConstruct {
  readonly opener: string
  /** From zero. */
  readonly line: number
}

/** The innermost quote or flow collection that is not closed before an offset. */
function openConstruct(source: string, end: number): OpenConstruct | undefined {
  const open: OpenConstruct[] = []
  let line = 0
  for (let i = 0; i < end; i++) {
    const char = source[i] ?? ''
    const inner = open.at(-1)?.opener
    if (char === '\n') line++
    else if (inner === "'" || inner === '"') {
      if (inner === '"' && char === '\\') i++
      else if (char === inner) open.pop()
    } else if (char === '#' && /[\s]|^$/.test(source[i - 1] ?? '')) {
      while (i + 1 < end && source[i + 1] !== '\n') i++
    } else if (startsToken(source, i) && /['"[{]/.test(char)) open.push({ opener: char, line })
    else if (inner && (char === ']' || char === '}')) open.pop()
  }
  return open.at(-1)
}

function startsToken(source: string, at: number): boolean {
  return /(?:^|[:\-?,[{]\s*|\n\s*|\s)$/.test(source.slice(Math.max(0, at - 20), at))
}

function scanner(reason: string, line: number): GoReason {
  return { reason, line: line === 0 ? undefined : line + 1 }
}

function parser(reason: string, line: number): GoReason {
  return { reason, line: line === 0 ? undefined : line }
}

function lineAt(source: string, offset: number): number {
  let line = 0
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) line++
  return line
}
