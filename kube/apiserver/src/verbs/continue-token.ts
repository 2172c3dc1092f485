import { badRequest } from '../status/index.ts'

/** Where a paged list goes on: at which version, after which key. */
export interface ContinueToken {
  readonly version: number
  readonly start: string
}

const format = 'meta.k8s.io/v1'

/** In place of a version: go on with what is there now. */
export const inconsistent = -1

export function formatContinue(token: ContinueToken): string {
  const text = JSON.stringify({ v: format, rv: token.version, start: `${token.start}\0` })
  return Buffer.from(text).toString('base64url')
}

/** The first byte as Go's decoder shows it. */
function firstCharacter(text: string): string {
  const byte = Buffer.from(text, 'base64url')[0] ?? 0
  return byte < 0x80 ? String.fromCharCode(byte) : `\\u00${byte.toString(16)}`
}

/** @throws ApiError 400 */
export function parseContinue(text: string): ContinueToken {
  const decoded = Buffer.from(text, 'base64url').toString('utf8')
  const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`)
  let value: unknown
  try {
    value = JSON.parse(decoded)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw refuse(`invalid character '${firstCharacter(text)}' looking for beginning of value`)
  }
  if (typeof value !== 'object' || value === null) throw refuse('not an object')
  const { v, rv, start } = value as { v?: unknown; rv?: unknown; start?: unknown }
  if (v !== format)
    throw refuse(`server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`)
  if (typeof rv !== 'number' || rv === 0 || rv < inconsistent)
    throw refuse('incorrect encoded start resourceVersion')
  if (typeof start !== 'string' || start === '') throw refuse('encoded start key empty')
  return { version: rv, start: start.replace(/\0$/, '') }
}
