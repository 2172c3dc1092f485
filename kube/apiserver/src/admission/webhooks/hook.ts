/** The webhooks that are registered, and which of them are about a request. @module */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../../status/index.ts'
import { webhookScope } from '../../strategy/registration/expressions.ts'
import { objectsAt, textAt } from '../../strategy/values/read.ts'
import type { AdmissionRequest } from '../chain.ts'
import { ExpressionRun } from '../expression-run.ts'
import { matchConditions } from '../match-conditions.ts'
import { type Match, matchesSelectors, matchRules } from '../request-match.ts'
import { requestVariables } from '../request-variables.ts'
import { inVersion } from '../versions.ts'

/** One webhook of a configuration. */
export interface Hook {
  readonly name: string
  /** Tells it from all others. */
  readonly key: string
  readonly configuration: string
  readonly spec: JsonObject
}

/** All webhooks of one kind of configuration, in the order of the configurations' names. */
export function hooksOf({ services }: AdmissionRequest, storageKey: string): readonly Hook[] {
  return services.store.list(storageKey).flatMap(stored =>
    objectsAt(stored.object, 'webhooks').map((spec, i) => {
      const name = textAt(spec, 'name')
      return { name, key: `${stored.name}/${name}/${i}`, configuration: stored.name, spec }
    }),
  )
}

/** How a webhook matched a request; undefined where it is not to be called. */
export async function matchHook(hook: Hook, request: AdmissionRequest): Promise<Match | undefined> {
  const { spec } = hook
  const rules = objectsAt(spec, 'rules')
  const match = matchRules(rules, textAt(spec, 'matchPolicy'), request)
  if (!match || !matchesSelectors(spec, request)) return undefined
  if (objectsAt(spec, 'matchConditions').length === 0) return match
  const seen = await inVersion(request, match.type)
  const run = new ExpressionRun(spec, webhookScope, requestVariables(seen, match, undefined), conditionBudget)
  const verdict = matchConditions(spec, run)
  if (verdict.type === 'fails') throw forbidden(request.resourceType, request.name, verdict.message)
  return verdict.type === 'matches' ? match : undefined
}

const conditionBudget = 2_500_000
