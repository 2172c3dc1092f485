import { tooLong } from '@sluice/openapi'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { dnsSubdomainErrors } from './names.ts'

const form = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const pathPattern = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/
const longest = 63

/** What is wrong with a name such as `acme.io/foo`. */
export function* domainPathErrors(text: string, field: string): Generator<FieldError> {
  yield* domainPathPartErrors(text, field)
  if (text.length > longest) yield tooLong(field, longest)
}

/** The same for a name that may be longer. */
export function* domainPathPartErrors(text: string, field: string): Generator<FieldError> {
  if (!text) return yield required(field)
  const slash = text.indexOf('/')
  const [host, path] = [text.slice(0, Math.max(slash, 0)), slash < 0 ? '' : text.slice(slash + 1)]
  if (!host || !path) {
    return yield invalid(field, text, 'must be a domain-prefixed path (such as "acme.io/foo")')
  }
  for (const error of dnsSubdomainErrors(host)) yield invalid(field, host, error)
  if (!pathPattern.test(path)) {
    yield invalid(field, path, `Invalid path (regex used for validation is '${form}')`)
  }
}
