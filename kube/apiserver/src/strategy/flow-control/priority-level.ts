/** PriorityLevelConfigurations: how many requests of a level run at once, and what waits. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child, type Draft, ensure, fill } from '../values/draft.ts'
import { findObject, numberAt, objectAt, textAt } from '../values/read.ts'
import { conditionTypeErrors } from './flow-schema.ts'

export const priorityLevelStrategy: Strategy = defineKind({
  statusKeepsMetadata: true,
  defaults: defaultLevel,
  errors: function* (object) {
    const name = textAt(objectAt(object, 'metadata'), 'name')
    yield* levelErrors(objectAt(object, 'spec'), name)
  },
  statusErrors: conditionTypeErrors,
})

const queueDefaults = { handSize: 8, queues: 64, queueLengthLimit: 50 }

function defaultLevel(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  const [limited, exempt] = [child(spec, 'limited'), child(spec, 'exempt')]
  if (limited) {
    fill(limited, 'nominalConcurrencyShares', 30)
    fill(limited, 'lendablePercent', 0)
    const queuing = child(ensure(limited, 'limitResponse'), 'queuing')
    for (const [field, value] of Object.entries(queueDefaults)) {
      if (queuing && !numberAt(queuing, field)) queuing[field] = value
    }
  }
  if (exempt) {
    fill(exempt, 'nominalConcurrencyShares', 0)
    fill(exempt, 'lendablePercent', 0)
  }
}

function* levelErrors(spec: JsonObject, name: string): Generator<FieldError> {
  const type = textAt(spec, 'type')
  if ((name === 'exempt') !== (type === 'Exempt')) {
    yield invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'")
  }
  const [limited, exempt] = [findObject(spec, 'limited'), findObject(spec, 'exempt')]
  if (type === 'Exempt') {
    if (limited) yield forbiddenField('spec.limited', 'must be nil if the type is not Limited')
    if (exempt) yield* shareErrors(exempt, 'spec.exempt')
  } else if (type === 'Limited') {
    if (exempt) yield forbiddenField('spec.exempt', 'must be nil if the type is Limited')
    if (!limited) yield required('spec.limited', 'must not be empty when type is Limited')
    else yield* limitErrors(limited, 'spec.limited')
  } else yield notSupported('spec.type', type, ['Exempt', 'Limited'])
}

function* limitErrors(limited: JsonObject, at: string): Generator<FieldError> {
  yield* shareErrors(limited, at)
  const borrowed = numberAt(limited, 'borrowingLimitPercent')
  if (borrowed !== undefined && borrowed < 0) {
    yield invalid(`${at}.borrowingLimitPercent`, borrowed, 'if specified, must be a non-negative integer')
  }
  yield* responseErrors(objectAt(limited, 'limitResponse'), `${at}.limitResponse`)
}

function* shareErrors(level: JsonObject, at: string): Generator<FieldError> {
  const shares = numberAt(level, 'nominalConcurrencyShares')
  if (shares !== undefined && shares < 0) {
    yield invalid(`${at}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')
  }
  const lent = numberAt(level, 'lendablePercent')
  if (lent !== undefined && (lent < 0 || lent > 100)) {
    yield invalid(`${at}.lendablePercent`, lent, 'must be between 0 and 100, inclusive')
  }
}

function* responseErrors(response: JsonObject, at: string): Generator<FieldError> {
  const type = textAt(response, 'type')
  const queuing = findObject(response, 'queuing')
  if (type === 'Reject') {
    const why = 'must be nil if limited.limitResponse.type is not Limited'
    if (queuing) yield forbiddenField(`${at}.queuing`, why)
  } else if (type === 'Queue') {
    const why = 'must not be empty if limited.limitResponse.type is Limited'
    if (!queuing) yield required(`${at}.queuing`, why)
    else yield* queueErrors(queuing, `${at}.queuing`)
  } else yield notSupported(`${at}.type`, type, ['Queue', 'Reject'])
}

const mostQueues = 10_000_000
/** How many bits of a hash choose the queues that a flow may use. */
const hashBits = 60

function* queueErrors(queuing: JsonObject, at: string): Generator<FieldError> {
  const number = (field: string) => numberAt(queuing, field) ?? 0
  const [length, queues, hand] = [number('queueLengthLimit'), number('queues'), number('handSize')]
  if (length <= 0) yield invalid(`${at}.queueLengthLimit`, length, 'must be positive')
  if (queues <= 0) yield invalid(`${at}.queues`, queues, 'must be positive')
  else if (queues > mostQueues) {
    yield invalid(`${at}.queues`, queues, `must not be greater than ${mostQueues}`)
  }
  const bits = Math.ceil(Math.log2(queues) * hand)
  const wrong = (why: string) => invalid(`${at}.handSize`, hand, why)
  if (hand <= 0) yield wrong('must be positive')
  else if (hand > queues) yield wrong(`should not be greater than queues (${queues})`)
  else if (bits > hashBits) {
    yield wrong(
      `required entropy bits of deckSize ${queues} and handSize ${hand} should not be greater than ${hashBits}`,
    )
  }
}
