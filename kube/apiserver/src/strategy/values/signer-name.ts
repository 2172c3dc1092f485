import { tooLong } from '@sluice/openapi'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { dnsLabelErrors, dnsSubdomainErrors, type TextCheck } from './names.ts'

const form = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
const longestDomain = 253
/** A name of the longest kind in a namespace with the longest name. */
const longestPath = 63 + 253 + 1

/** What is wrong with the name of a signer of certificates. */
export function* signerNameErrors(name: string, field: string): Generator<FieldError> {
  if (!name) return yield required(field)
  const parts = name.split('/')
  const [domain = '', path = ''] = parts
  if (parts.length !== 2) return yield invalid(field, name, form)
  if (domain.length > longestDomain) yield tooLong(field, longestDomain)
  yield* firstLabelErrors(domain, dnsLabelErrors, field)
  if (!domain.includes('.')) {
    yield invalid(field, domain, 'should be a domain with at least two segments separated by dots')
  }
  yield* firstLabelErrors(path, dnsSubdomainErrors, field)
  if (path.length > longestPath) yield tooLong(field, longestPath)
}

/** Only the first label with a mistake is told. */
function* firstLabelErrors(text: string, check: TextCheck, field: string): Generator<FieldError> {
  const label = text.split('.').find(each => check(each).length > 0)
  if (label === undefined) return
  for (const error of check(label)) {
    yield invalid(field, text, `validating label ${JSON.stringify(label)}: ${error}`)
  }
}
