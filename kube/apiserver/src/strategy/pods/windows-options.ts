/** What containers on Windows run as. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { dnsSubdomainErrors } from '../values/names.ts'
import { findObject } from '../values/read.ts'

const maxSpecKiB = 64
const [maxDomain, maxUser] = [256, 104]

/** What is wrong with the options for Windows in a security context. */
export function* windowsOptionErrors(context: JsonObject, path: string): Generator<FieldError> {
  const options = findObject(context, 'windowsOptions')
  if (!options) return
  const at = `${path}.windowsOptions`
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options
  if (typeof name === 'string') {
    for (const error of dnsSubdomainErrors(name)) yield invalid(`${at}.gmsaCredentialSpecName`, name, error)
  }
  if (spec === '')
    yield invalid(`${at}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string')
  else if (typeof spec === 'string' && Buffer.byteLength(spec) > maxSpecKiB * 1024) {
    const why = `gmsaCredentialSpec size must be under ${maxSpecKiB} KiB`
    yield invalid(`${at}.gmsaCredentialSpec`, spec, why)
  }
  if (typeof user !== 'string') return
  for (const why of userErrors(user)) yield invalid(`${at}.runAsUserName`, user, `runAsUserName${why}`)
}

function* userErrors(name: string): Generator<string> {
  const parts = name.split('\\')
  if (name === '') return yield ' cannot be an empty string'
  if (/[\u0000-\u001f\u007f]/.test(name)) return yield ' cannot contain control characters'
  if (parts.length > 2) return yield ' cannot contain more than one backslash'
  const user = parts.at(-1) ?? ''
  if (parts.length === 2) yield* domainErrors(parts[0] ?? '')
  if (user === '') yield "'s User cannot be empty"
  else if (Buffer.byteLength(user) > maxUser) {
    yield `'s User length must not be longer than ${maxUser} characters`
  }
  if (/^[. ]+$/.test(user)) yield "'s User cannot contain only periods or spaces"
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    yield '\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'
  }
}

const netBios = /^[^\\/:*?|.<>"][^\\/:*?|<>"]{0,14}$/
const dnsDomain = /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/

function* domainErrors(domain: string): Generator<string> {
  if (Buffer.byteLength(domain) >= maxDomain) yield `'s Domain length must be under ${maxDomain} characters`
  if (!netBios.test(domain) && !dnsDomain.test(domain)) {
    yield "'s Domain doesn't match the NetBios nor the DNS format"
  }
}
