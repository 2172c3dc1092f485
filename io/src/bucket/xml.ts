/**
 * The little of XML that object stores answer with: elements without attributes that matter, in a known order.
 * @module
 */

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The content of every element of a name, in order. Elements of one name do not contain one another. */
export function elementsOf(xml: string, name: string): readonly string[] {
  const found: string[] = []
  const open = new RegExp(`<${name}(?:\\s[^>]*)?(/?)>`, 'g')
  const close = `</${name}>`
  for (let match = open.exec(xml); match; match = open.exec(xml)) {
    if (match[1] === '/') {
      found.push('')
      continue
    }
    const end = xml.indexOf(close, open.lastIndex)
    if (end < 0) return found
    found.push(xml.slice(open.lastIndex, end))
    open.lastIndex = end + close.length
  }
  return found
}

/** The text of the first element of a name; empty if there is none. */
export function textOf(xml: string, name: string): string {
  return decode(elementsOf(xml, name)[0] ?? '')
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
