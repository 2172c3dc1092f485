/**
 * Addresses as Helm's linter checks them. Bounded in length, so that patterns cannot run long.
 * @module
 */

const maxLength = 2083
const word = "[\\p{L}\\p{N}!#$%&'*+\\-/=?^_`\\{\\|\\}~]+"
const hostPart = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}\-_~]*[\p{L}\p{N}])?`
const email = new RegExp(
  `^${word}(?:\\.${word})*@(?:${hostPart}\\.)+\\p{L}(?:[\\p{L}\\p{N}\\-_~]*\\p{L})?\\.?$`,
  'u',
)
const url =
  /^(?:(?:ftp|tcp|udp|wss?|https?):\/\/)?(?:[^\s/?#@]+@)?(?:\[[0-9a-fA-F:.%]+\]|[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}_-]+)*)?\.?(?::\d{1,5})?(?:[/?#]\S*)?$/u

/** Whether a text is an e-mail address. */
export function isEmail(text: string): boolean {
  return text.length <= maxLength && email.test(text)
}

/** Whether a text is a URL, perhaps without its scheme. */
export function isUrl(text: string): boolean {
  if (text.length <= 3 || text.length >= maxLength || text.startsWith('.')) return false
  const hasDot = text.includes('.') || text.includes('://')
  return hasDot && url.test(text)
}

/** Whether a text is an absolute URL of any scheme. */
export function isRequestUrl(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && !/[\s\x00-\x1f\x7f]/.test(text) && !hasBrokenHost(text)
}

function hasBrokenHost(text: string): boolean {
  const host = /^[^:]*:\/\/([^/?#]*)/.exec(text)?.[1] ?? ''
  return /[<>"\\^`{|}]/.test(host) || /:[^\d\]]+$/.test(host.replace(/^.*@/, ''))
}
