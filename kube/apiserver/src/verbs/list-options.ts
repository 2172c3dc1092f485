import { goQuote } from '@sluice/openapi'
import { isTrue } from '../http/request-info.ts'
import {
  ApiError,
  badRequest,
  type FieldError,
  forbiddenField,
  internal,
  invalidObject,
  notSupported,
} from '../status/index.ts'

export interface ListOptions {
  readonly limit: number
  readonly continueToken: string
  readonly resourceVersion: string
  readonly match: string
  readonly timeoutSeconds: number | undefined
  readonly isWatch: boolean
  readonly allowBookmarks: boolean
  readonly sendInitialEvents: boolean | undefined
}

/** Reads and checks the query of a list or a watch. */
export function readListOptions(query: URLSearchParams, isWatch: boolean): ListOptions {
  const limit = integerParameter(query, 'limit') ?? 0
  const timeoutSeconds = integerParameter(query, 'timeoutSeconds')
  const initial = query.get('sendInitialEvents')
  const options: ListOptions = {
    limit: Math.max(0, limit),
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    match: query.get('resourceVersionMatch') ?? '',
    timeoutSeconds,
    isWatch,
    allowBookmarks: isTrue(query.get('allowWatchBookmarks')),
    sendInitialEvents: initial === null ? undefined : isTrue(initial),
    ...(isWatch && initial === null ? initialEventsUnlessTold(query) : {}),
  }
  const errors = isWatch ? watchErrors(options) : listErrors(options)
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
  return options
}

/** Whoever watches from no version in particular is sent what is there, and told when that was all. */
function initialEventsUnlessTold(query: URLSearchParams): Partial<ListOptions> {
  const isAny = ['', '0'].includes(query.get('resourceVersion') ?? '')
  if (!isAny || query.get('resourceVersionMatch')) return {}
  return { sendInitialEvents: true, match: 'NotOlderThan' }
}

/** @throws ApiError 400 as Go's number parser says it */
export function integerParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const refuse = (why: string) => badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: ${why}`)
  if (!/^[+-]?\d+$/.test(text)) throw refuse('invalid syntax')
  const value = BigInt(text.replace(/^\+/, ''))
  if (BigInt.asIntN(64, value) !== value) throw refuse('value out of range')
  return Number(value)
}

const matchField = 'resourceVersionMatch'

/** Shown as JSON, for it has a type of its own. */
function unknownMatch(match: string, known: readonly string[]): FieldError {
  return { ...notSupported(matchField, match, known), shown: JSON.stringify(match) }
}

function listErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = []
  const { match, resourceVersion } = options
  if (match !== '') {
    if (resourceVersion === '') {
      errors.push(
        forbiddenField(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
      )
    }
    if (options.continueToken !== '') {
      errors.push(forbiddenField(matchField, 'resourceVersionMatch is forbidden when continue is provided'))
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(unknownMatch(match, ['Exact', 'NotOlderThan', '']))
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(
        forbiddenField(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      )
    }
  }
  if (options.sendInitialEvents !== undefined) {
    errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  return errors
}

function watchErrors({ match, sendInitialEvents, continueToken }: ListOptions): FieldError[] {
  const errors: FieldError[] = []
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(
      forbiddenField(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    )
  }
  if (match === '') return errors
  if (sendInitialEvents === undefined) {
    errors.push(
      forbiddenField(
        matchField,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    )
  }
  if (match !== 'NotOlderThan') errors.push(unknownMatch(match, ['NotOlderThan']))
  if (continueToken !== '') {
    errors.push(forbiddenField(matchField, 'resourceVersionMatch is forbidden when continue is provided'))
  }
  return errors
}

/** A version as a number; undefined for none. */
export function parseVersion(text: string, onError: 'badRequest' | 'internal'): number | undefined {
  if (text === '') return undefined
  const isNumber = /^\d+$/.test(text)
  if (isNumber && BigInt.asUintN(64, BigInt(text)) === BigInt(text)) return Number(text)
  const shown = goQuote(text)
  const problem = isNumber ? 'value out of range' : 'invalid syntax'
  const why = `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: ${problem}`
  throw onError === 'internal' ? internal(why) : badRequest(`invalid resource version: ${why}`)
}

/** A version that is not there yet; `given` as a number or as it came. */
export function tooLargeVersion(given: number | string, current: number): ApiError {
  return new ApiError({
    code: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${BigInt(given)}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
    headers: { 'retry-after': '1' },
  })
}
