/**
 * How Go's YAML emitter chooses between plain, quoted and block style for a string.
 * Follows libyaml's analysis of a scalar.
 * @module
 */
import { type Dialect, looksLikeTimestamp, resolveScalar } from './resolve-scalar.ts'

/** The four ways to write a string; `literal` is the block style with `|`. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal'

/** Most strings in manifests: plain whatever the context, and never mistaken for another type. */
const obviouslyPlain =
  /^(?!(?:y|yes|n|no|on|off|true|false|null)$)[A-Za-z/][A-Za-z0-9_./-]*(?::[A-Za-z0-9_./-]+)*$/i

const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/

/** The style for a string, as a value or as a key. */
export function styleOf(text: string, dialect: Dialect): ScalarStyle {
  if (obviouslyPlain.test(text)) return 'plain'
  if (text.includes('\n')) return blockAllowed(text, dialect) ? 'literal' : 'double'
  if (!staysString(text)) return 'double'
  return plainOrQuoted(text)
}

/** Whether the plain text would be read back as this string, by parsers of either dialect. */
function staysString(text: string): boolean {
  if (text === '<<') return true
  return typeof resolveScalar(text, 'v2') === 'string' && !looksLikeTimestamp(text) && !sexagesimal.test(text)
}

const plainForbidden =
  /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@` ]|^[?:-](?:[ \t]|$)|:(?:[ \t]|$)|[ \t]#| $|[\r\n\u0085\u2028\u2029]/
const unprintable = /[^\n\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/
const unprintableButTab = /[^\t\n\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/
const spaceThenBreak = / [\r\n\u0085\u2028\u2029]/
const spaceBesideBreak = / [\r\n\u0085\u2028\u2029]|[\r\n\u0085\u2028\u2029] /

function plainOrQuoted(text: string): ScalarStyle {
  if (unprintable.test(text) || spaceBesideBreak.test(text)) return 'double'
  return plainForbidden.test(text) ? 'single' : 'plain'
}

function blockAllowed(text: string, dialect: Dialect): boolean {
  // The newer generation writes tabs as they are, in block style only.
  const special = dialect === 'v3' ? unprintableButTab : unprintable
  return !text.endsWith(' ') && !special.test(text) && !spaceThenBreak.test(text)
}
