import { goQuote } from '@sluice/openapi'
import { badRequest } from '../status/index.ts'
import type { RequestInfo } from './request-info.ts'

/** What lasts as long as the client likes has no deadline, and its `timeout` is not read. */
const lasting = new Set(['attach', 'exec', 'log', 'portforward', 'proxy'])

/**
 * Checks the `timeout` of a request. Answers come well within any that is worth asking for, so none is kept.
 * @throws ApiError 400 where it is no duration
 */
export function requireTimeout({ query, verb, subresource }: RequestInfo): void {
  const given = query.get('timeout') ?? ''
  if (given === '' || verb === 'watch' || lasting.has(subresource)) return
  const problem = durationProblem(given)
  if (problem) throw badRequest(`invalid timeout specified in the request URL - time: ${problem}`)
}

const units = new Set(['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'])

/** What Go's parser says of a text that is no duration. */
function durationProblem(text: string): string | undefined {
  const shown = goQuote(text)
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return undefined
  do {
    const [number] = /^(?:\d+\.?\d*|\.\d+)/.exec(rest) ?? ['']
    if (number === '') return `invalid duration ${shown}`
    rest = rest.slice(number.length)
    const [unit] = /^[^.\d]*/.exec(rest) ?? ['']
    if (unit === '') return `missing unit in duration ${shown}`
    if (!units.has(unit)) return `unknown unit ${goQuote(unit)} in duration ${shown}`
    rest = rest.slice(unit.length)
  } while (rest !== '')
  return undefined
}
