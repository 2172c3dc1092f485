/**
 * What becomes of a folded text (`>`) that Go's newer YAML writes as it was written, and reads again.
 *
 * Its writer keeps a line break by a second one, but decides whether a break needs that by looking at the start of the
 * text instead of at the next line. So lines that are indented more get an empty line before them, and in a text that
 * starts with a space breaks become spaces.
 * @module
 */

const unprintable = /[^\t\n\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/u

/** The text after a round trip. */
export function refold(text: string): string {
  const isWrittenFolded = text !== '' && !text.endsWith(' ') && !text.includes(' \n') && !isSpecial(text)
  return isWrittenFolded ? readFolded(writeFolded(text), text) : text
}

/** Characters that make it be written in double quotes. */
function isSpecial(text: string): boolean {
  return unprintable.test(text.replace(/[\u{10000}-\u{10FFFF}]/gu, ''))
}

/** The lines of the block. */
function writeFolded(text: string): readonly string[] {
  const doubles = /^\n*[^ \t\n]/.test(text)
  return text.split('\n').flatMap((line, i, lines) => {
    const isText = line !== '' && !/^[ \t]/.test(line)
    return isText && doubles && i < lines.length - 1 ? [line, ''] : [line]
  })
}

function readFolded(block: readonly string[], original: string): string {
  let text = ''
  let pending = ''
  let empty = ''
  let wasIndented = false
  for (const line of block) {
    if (line === '') {
      if (pending === '' && text === '' && empty === '') empty = '\n'
      else empty += '\n'
      continue
    }
    const isIndented = /^[ \t]/.test(line)
    if (pending !== '' && !wasIndented && !isIndented) text += empty === '' ? ' ' : ''
    else text += pending
    text += empty + line
    empty = ''
    pending = '\n'
    wasIndented = isIndented
  }
  if (!original.endsWith('\n')) return text
  return original.endsWith('\n\n') ? text + empty : `${text}\n`
}
