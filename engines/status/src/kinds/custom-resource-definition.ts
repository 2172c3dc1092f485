import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { conditionsOf } from '../fields.ts'
import { current, failed, inProgress } from '../health.ts'

/** A definition is current when it is established; a name that is taken is a failure. */
export function customResourceDefinitionHealth(object: JsonObject): Health {
  for (const { type, status, reason, message } of conditionsOf(object)) {
    if (type === 'NamesAccepted' && status === 'False') return failed(message)
    if (type === 'Established' && status === 'False' && reason !== 'Installing') return failed(message)
    if (type === 'Established' && status === 'True') return current('CRD is established')
  }
  return inProgress('Install in progress')
}
