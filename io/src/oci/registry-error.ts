import { isJsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { redact } from '@sluice/base/redact'

/** A registry that answered with a failure, in the words that people know from other tools. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly status: number
  /** `MANIFEST_UNKNOWN`, `UNAUTHORIZED`, …; empty if the answer named none. */
  readonly code: string
  /** The same in the words of Helm's registry client. */
  readonly helmText: string

  constructor(status: number, code: string, message: string, helmText = message) {
    super(redact(message))
    this.status = status
    this.code = code
    this.helmText = redact(helmText)
  }
}

/** What came back where it matters for a message. */
export interface Refusal {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly body: string
}

/** Reads the failure that a registry told: its `errors`, or the bare status. */
export function registryError(refusal: Refusal): RegistryError {
  const { method, url, status, body } = refusal
  const told = errorsOf(body)
  const prefix = `${method} ${withoutQuery(url)}: `
  const code = told[0]?.code ?? ''
  const helmText = helmTextOf(refusal, told)
  if (told.length === 1 && told[0])
    return new RegistryError(status, code, prefix + formatError(told[0]), helmText)
  if (told.length > 1) {
    const all = `${prefix}multiple errors returned: ${told.map(formatError).join('; ')}`
    return new RegistryError(status, code, all, helmText)
  }
  const line = `unexpected status code ${status} ${refusal.statusText}`
  if (method === 'HEAD')
    return new RegistryError(
      status,
      '',
      `${prefix}${line} (HEAD responses have no body, use GET for details)`,
      helmText,
    )
  const rest = body.trim()
  return new RegistryError(status, '', prefix + (rest ? `${line}: ${rest.slice(0, 1024)}` : line), helmText)
}

/** oras: codes in lower case, and the query of a list of tags is not there yet. */
function helmTextOf({ method, url, status, statusText }: Refusal, told: readonly TransportError[]): string {
  const errors = told.map(({ code, message, detail }) => {
    const title = code.replaceAll('_', ' ').toLowerCase()
    const rest = detail === undefined || detail === null ? '' : `: ${formatDetail(detail)}`
    return `${title}: ${message}${rest}`
  })
  const why = errors.length > 0 ? errors.join('; ') : statusText
  return `${method} "${url.replace(/\?.*$/, '')}": response status code ${status}: ${why}`
}

interface TransportError {
  readonly code: string
  readonly message: string
  readonly detail: JsonValue | undefined
}

function errorsOf(body: string): readonly TransportError[] {
  let parsed: JsonValue
  try {
    parsed = parseJson(body)
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
  const errors = isJsonObject(parsed) ? parsed['errors'] : undefined
  if (!Array.isArray(errors)) return []
  return errors.filter(isJsonObject).map(({ code, message, detail }) => ({
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
    detail,
  }))
}

function formatError({ code, message, detail }: TransportError): string {
  const text = `${code}: ${message}`
  return detail === undefined || detail === null ? text : `${text}; ${formatDetail(detail)}`
}

/** Details are printed as Go prints maps. */
function formatDetail(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(formatDetail).join(' ')}]`
  if (isJsonObject(value)) {
    const members = Object.keys(value).sort()
    return `map[${members.map(key => `${key}:${formatDetail(value[key])}`).join(' ')}]`
  }
  return value === null || value === undefined ? '<nil>' : String(value)
}

/** A query may hold credentials of a signed URL. */
function withoutQuery(url: string): string {
  return url.replace(/\?(?!n=|artifactType=).*$/, '')
}
