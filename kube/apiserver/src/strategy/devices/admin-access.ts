/** Access to devices that others use: namespaces that are labelled for it may ask for it. @module */
import type { JsonObject } from '@sluice/base/json'
import { internalFieldError } from '@sluice/openapi'
import { type FieldError, forbiddenField } from '../../status/index.ts'
import type { StrategyContext } from '../strategy.ts'
import { objectAt } from '../values/read.ts'

const label = 'resource.kubernetes.io/admin-access'

/** What is wrong with asking for access in this namespace, if any of the `asking` does; `at` is a path per index. */
export function* adminAccessErrors(
  asking: readonly JsonObject[],
  at: (index: number) => string,
  context: StrategyContext,
): Generator<FieldError> {
  const index = asking.findIndex(each => each['adminAccess'] === true)
  if (index < 0) return
  const { namespace, services } = context
  const stored = services.store.get('namespaces', '', namespace)
  if (!stored) {
    const why = `could not retrieve namespace to verify admin access: namespaces ${JSON.stringify(namespace)} not found`
    yield internalFieldError(at(index), why)
  } else if (objectAt(objectAt(stored.object, 'metadata'), 'labels')[label] !== 'true') {
    const why = `admin access to devices requires the \`${label}: true\` label on the containing namespace`
    yield forbiddenField(at(index), why)
  }
}
