/**
 * A Receiver's CEL filters: `resourceFilter` for every resource, `filter` for one. `req` is the request's JSON body,
 * `res` the resource (its metadata only).
 * @module
 */
import type { Receiver } from '@sluice/api/notification'
import { type JsonValue, parseJson } from '@sluice/base/json'
import {
  boolType,
  compileExpression,
  dynType,
  type Expression,
  fromJson,
  healthEnvironment,
  withVariables,
} from '@sluice/cel'
import { specOf } from './spec-of.ts'
import type { WebhookRequest } from './verify.ts'

/** A filter that does not compile, or that cannot be evaluated for a request. */
export class FilterError extends Error {
  override readonly name = 'FilterError'
}

/** What a filter sees. */
export interface FilterInput {
  readonly req: JsonValue
  readonly res: JsonValue
}

/** A Receiver's filters, compiled. */
export interface Filters {
  /** Whether there is any, so that the body must be read. */
  readonly isNeeded: boolean
  /** Whether the resource at this place of `spec.resources` passes. @throws FilterError if that cannot be told */
  passes(index: number, input: FilterInput): boolean
}

const environment = withVariables(
  healthEnvironment,
  new Map([
    ['req', dynType],
    ['res', dynType],
  ]),
)

/** Compiles a Receiver's filters. @throws FilterError at the first that is none */
export function compileFilters(receiver: Receiver): Filters {
  const { resourceFilter, resources } = specOf(receiver)
  const common = resourceFilter ? compile(resourceFilter) : undefined
  const own = resources.map(({ filter }) => (filter ? compile(filter) : undefined))
  return {
    isNeeded: common !== undefined || own.some(filter => filter !== undefined),
    passes: (index, input) =>
      [common, own[index]].every(filter => filter === undefined || holds(filter, input)),
  }
}

function compile(source: string): Expression {
  const result = compileExpression(source, environment)
  if (result.type === 'failed')
    throw new FilterError(`failed to parse expression '${source}': ${result.message}`)
  const { type } = result.expression
  if (type !== boolType && type !== dynType)
    throw new FilterError(`expression '${source}' does not give a bool`)
  return result.expression
}

function holds(filter: Expression, input: FilterInput): boolean {
  const { req, res } = { req: fromJson(input.req), res: fromJson(input.res) }
  const result = filter.evaluate(name => (name === 'req' ? req : name === 'res' ? res : undefined))
  if (result.type === 'error')
    throw new FilterError(`cannot evaluate '${filter.source}': ${result.error.message}`)
  if (typeof result.value !== 'boolean') throw new FilterError(`'${filter.source}' did not give a bool`)
  return result.value
}

/** The body, if it says that it is JSON; else an empty object. @throws FilterError if it says so and is not */
export function payloadOf({ headers, body }: WebhookRequest): JsonValue {
  const types = (headers['content-type'] ?? '').split(',').map(type => type.trim())
  if (!types.includes('application/json')) return {}
  try {
    return parseJson(new TextDecoder().decode(body))
  } catch (error) {
    if (error instanceof SyntaxError) throw new FilterError('the body is not JSON')
    throw error
  }
}
