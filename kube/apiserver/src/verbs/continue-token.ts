import { posix } from 'node:path'
import { isJsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { goKind, jsonProblem } from '../patch/json-body.ts'
import { type ApiError, badRequest } from '../status/index.ts'

/** Where a paged list goes on: at which version, with which key or what follows it. */
export interface ContinueToken {
  readonly version: number
  readonly start: string
}

const format = 'meta.k8s.io/v1'

/** In place of a version: go on with what is there now. */
export const inconsistent = -1

export function formatContinue({ version, start }: ContinueToken): string {
  const text = JSON.stringify({ v: format, rv: version, start })
  return Buffer.from(text).toString('base64url')
}

/** @throws ApiError 400 */
export function parseContinue(text: string): ContinueToken {
  const bytes = Buffer.from(text, 'base64url')
  const misplaced = text.search(/[^\w-]/)
  if (misplaced >= 0 || text.length % 4 === 1) {
    const at = misplaced >= 0 ? misplaced : text.length - 1
    throw refused(`illegal base64 data at input byte ${at}`)
  }
  const { v, rv, start } = tokenOf(bytes)
  if (v !== format) throw refused(`server does not recognize this encoded version ${v}`)
  if (rv === 0) throw refused(`incorrect encoded start resourceVersion (version ${format})`)
  if (start === '') throw refused(`encoded start key empty (version ${format})`)
  const key = start.startsWith('/') ? start : `/${start}`
  if (posix.resolve(key) !== key) throw refused(start)
  return { version: Math.max(rv, inconsistent), start: key.slice(1) }
}

const refused = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`)

/** The token's members; what is no such token is refused in the words of Go's decoder. */
function tokenOf(bytes: Buffer): { v: string; rv: number; start: string } {
  let value: JsonValue
  try {
    value = parseJson(bytes.toString('utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw refused(jsonProblem(bytes))
  }
  if (value !== null && !isJsonObject(value)) {
    throw refused(`json: cannot unmarshal ${goKind(value)} into Go value of type storage.continueToken`)
  }
  const { v, rv, start } = value ?? {}
  return { v: textOf('v', v), rv: integerOf('rv', rv), start: textOf('start', start) }
}

function textOf(name: string, value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  throw wrongType(name, value, 'string')
}

function integerOf(name: string, value: JsonValue | undefined): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'bigint' || Number.isInteger(value)) return Number(value)
  throw wrongType(name, value, 'int64')
}

function wrongType(name: string, value: JsonValue, type: string): ApiError {
  const shown = typeof value === 'number' && type !== 'string' ? `number ${value}` : goKind(value)
  return refused(`json: cannot unmarshal ${shown} into Go struct field continueToken.${name} of type ${type}`)
}
