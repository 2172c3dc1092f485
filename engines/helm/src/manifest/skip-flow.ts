const doubleQuoted = /"(?:[^"\\\n\t]|\\["\\/bfnrtae0])*"/y
const singleQuoted = /'(?:[^'\n\t]|'')*'/y
/** Words and numbers that hold no indicator. */
const plain = /[A-Za-z0-9_/$][\w./$-]*(?: [\w./$-]+)*/y

/** Where the flow collection that begins at `at` ends, or -1 if it is none, or not of the plainest kind on one line. */
export function skipFlow(text: string, at: number, depth = 0): number {
  const isMap = text[at] === '{'
  const close = isMap ? '}' : ']'
  at = skipBlanks(text, at + 1)
  if (text[at] === close) return at + 1
  while (depth < 32) {
    if (isMap) at = skipKey(text, at)
    if (at >= 0) at = skipItem(text, at, depth)
    if (at < 0) return -1
    at = skipBlanks(text, at)
    if (text[at] === close) return at + 1
    if (text[at] !== ',') return -1
    at = skipBlanks(text, at + 1)
  }
  return -1
}

/** A key, its colon and the blanks behind; a colon right behind a quoted key needs none. */
function skipKey(text: string, at: number): number {
  const isQuoted = text[at] === '"' || text[at] === "'"
  const end = skipScalar(text, at)
  if (end < 0 || text[end] !== ':' || /^(?:null|~)$/i.test(text.slice(at, end))) return -1
  const next = skipBlanks(text, end + 1)
  return isQuoted || next > end + 1 ? next : -1
}

function skipItem(text: string, at: number, depth: number): number {
  return text[at] === '{' || text[at] === '[' ? skipFlow(text, at, depth + 1) : skipScalar(text, at)
}

function skipScalar(text: string, at: number): number {
  const pattern = text[at] === '"' ? doubleQuoted : text[at] === "'" ? singleQuoted : plain
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

function skipBlanks(text: string, at: number): number {
  while (text.charCodeAt(at) === 0x20) at++
  return at
}
