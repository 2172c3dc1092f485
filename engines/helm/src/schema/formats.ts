/**
 * The `format` keyword: what a text must look like. Unknown names count for nothing.
 * @module
 */

import { checkEmail, checkHostname, checkIpv4, checkIpv6 } from './formats/hosts.ts'
import { checkJsonPointer, checkRelativeJsonPointer, checkSemver, checkUuid } from './formats/identifiers.ts'
import { checkDate, checkDateTime, checkDuration, checkPeriod, checkTime } from './formats/times.ts'
import { checkUri, checkUriReference, checkUriTemplate } from './formats/uris.ts'

import { PatternsNeeded } from './patterns-needed.ts'

/** A format, and what is wrong with a text that has not got it. */
export interface Format {
  readonly name: string
  /** The reason, or undefined if the text is fine. */
  readonly check: (text: string) => string | undefined
}

const checks = new Map<string, Format['check']>([
  ['json-pointer', checkJsonPointer],
  ['relative-json-pointer', checkRelativeJsonPointer],
  ['uuid', checkUuid],
  ['duration', checkDuration],
  ['period', checkPeriod],
  ['ipv4', checkIpv4],
  ['ipv6', checkIpv6],
  ['hostname', checkHostname],
  ['email', checkEmail],
  ['date', checkDate],
  ['time', checkTime],
  ['date-time', checkDateTime],
  ['uri', checkUri],
  ['iri', checkUri],
  ['uri-reference', checkUriReference],
  ['iri-reference', checkUriReference],
  ['uri-template', checkUriTemplate],
  ['semver', checkSemver],
])

/** The format of that name, if there is one. `compile` throws what is wrong with a regular expression. */
export function formatNamed(
  name: string | undefined,
  compile: (source: string) => unknown,
): Format | undefined {
  if (name === undefined) return undefined
  if (name === 'regex') return { name, check: text => reasonOf(() => compile(text)) }
  const check = checks.get(name)
  return check && { name, check }
}

function reasonOf(act: () => unknown): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || error instanceof PatternsNeeded) throw error
    return error.message
  }
}
