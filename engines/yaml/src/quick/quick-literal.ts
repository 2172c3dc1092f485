import { type QuickLines, unsure } from './quick-lines.ts'
import { withoutComment } from './quick-scalars.ts'

/** The text after `|`, and moves to the line after it. @throws Unsure */
export function readLiteral(lines: QuickLines, header: string, column: number): string {
  const mark = withoutComment(header)
  if (mark !== '|' && mark !== '|-' && mark !== '|+') throw unsure
  const { source } = lines
  const parts: string[] = []
  let indent = -1
  let lastContent = -1
  let at = lines.end + 1
  while (at < source.length) {
    const found = source.indexOf('\n', at)
    if (found === -1) throw unsure
    let start = at
    const limit = indent === -1 ? found : Math.min(found, at + indent)
    while (start < limit && source.charCodeAt(start) === 32) start++
    const isBlank = start === found
    if (!isBlank) {
      if (indent === -1) {
        if (start - at <= column) break
        indent = start - at
        if (parts.some(blank => blank.length > indent)) throw unsure
        parts.fill('')
      } else if (start - at < indent) {
        if (start - at > column) throw unsure
        break
      }
      lastContent = parts.length
    }
    parts.push(isBlank && indent !== -1 ? '' : source.slice(indent === -1 ? at : at + indent, found))
    at = found + 1
  }
  if (lastContent === -1) throw unsure
  lines.end = at - 1
  lines.next()
  return chomped(parts, lastContent, mark)
}

function chomped(parts: string[], lastContent: number, mark: string): string {
  if (mark === '|+') return `${parts.join('\n')}\n`
  const text = parts.slice(0, lastContent + 1).join('\n')
  return mark === '|' ? `${text}\n` : text
}
