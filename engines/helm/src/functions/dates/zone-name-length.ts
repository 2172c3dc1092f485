/** How many characters at the text's start are a zone's abbreviation such as `CEST`, `GMT+3` or `-03`; 0 for none. */
export function zoneNameLength(text: string): number {
  if (/^(ChST|MeST)/.test(text)) return 4
  if (text.startsWith('GMT')) return 3 + signedOffsetLength(text.slice(3))
  if (/^[+-]/.test(text)) return text.length < 3 ? 0 : signedOffsetLength(text)
  const capitals = /^[A-Z]{0,6}/.exec(text)?.[0] ?? ''
  if (capitals.length === 3) return 3
  if (capitals.length === 4) return capitals.endsWith('T') || capitals === 'WITA' ? 4 : 0
  return capitals.length === 5 && capitals.endsWith('T') ? 5 : 0
}

function signedOffsetLength(text: string): number {
  const digits = /^[+-](\d+)/.exec(text)
  return digits && Number(digits[1]) <= 23 ? digits[0].length : 0
}
