/** What a Job's policies make of Pods that failed and indexes that succeeded. @module */
import type { JsonObject } from '@sluice/base/json'
import { listAt, numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { nameOf, namespaceOf, specOf, statusOf } from '../cluster.ts'
import { parseIndexes } from './indexes.ts'

export interface FailureVerdict {
  /** Whether the failure counts against the limits. */
  readonly counts: boolean
  readonly action?: string
  /** Why the Job fails at once, where it does. */
  readonly message?: string
}

/** What the first rule that matches a failed Pod says; without one the failure counts. */
export function judgeFailure(job: JsonObject, pod: JsonObject): FailureVerdict {
  for (const [i, rule] of objectsAt(objectAt(specOf(job), 'podFailurePolicy'), 'rules').entries()) {
    const why = matchOf(rule, pod)
    if (why === undefined) continue
    const action = textAt(rule, 'action')
    if (action !== 'FailJob') return { counts: action !== 'Ignore', action }
    return { counts: true, action, message: `${why} matching FailJob rule at index ${i}` }
  }
  return { counts: true }
}

/** What in a Pod matches a rule, in words. */
function matchOf(rule: JsonObject, pod: JsonObject): string | undefined {
  const where = `${namespaceOf(pod)}/${nameOf(pod)}`
  if (rule['onExitCodes'] !== undefined) {
    const status = exitedContainer(objectAt(rule, 'onExitCodes'), pod)
    if (!status) return undefined
    return `Container ${textAt(status, 'name')} for pod ${where} failed with exit code ${exitCodeOf(status)}`
  }
  const patterns = objectsAt(rule, 'onPodConditions')
  const condition = objectsAt(statusOf(pod), 'conditions').find(each =>
    patterns.some(pattern => pattern['type'] === each['type'] && pattern['status'] === each['status']),
  )
  return condition && `Pod ${where} has condition ${textAt(condition, 'type')}`
}

const exitCodeOf = (status: JsonObject) =>
  numberAt(objectAt(objectAt(status, 'state'), 'terminated'), 'exitCode')

function exitedContainer(requirement: JsonObject, pod: JsonObject): JsonObject | undefined {
  const name = textAt(requirement, 'containerName')
  const wantsIn = textAt(requirement, 'operator') === 'In'
  const values = listAt(requirement, 'values').map(Number)
  return ['containerStatuses', 'initContainerStatuses']
    .flatMap(list => objectsAt(statusOf(pod), list))
    .find(status => {
      const code = exitCodeOf(status)
      return (name === '' || name === status['name']) && !!code && values.includes(code) === wantsIn
    })
}

/** Why a Job counts as done by its success policy; undefined where it does not. */
export function matchSuccess(job: JsonObject, succeeded: ReadonlySet<number>): string | undefined {
  if (succeeded.size === 0) return undefined
  const completions = numberAt(specOf(job), 'completions') ?? 0
  const rules = objectsAt(objectAt(specOf(job), 'successPolicy'), 'rules')
  const met = rules.findIndex(rule => {
    const count = numberAt(rule, 'succeededCount')
    if (rule['succeededIndexes'] === undefined) return count !== undefined && succeeded.size >= count
    const wanted = parseIndexes(textAt(rule, 'succeededIndexes'), completions)
    const has = [...wanted].filter(index => succeeded.has(index)).length
    return wanted.size > 0 && (has === wanted.size || (count !== undefined && has >= count))
  })
  return met < 0 ? undefined : `Matched rules at index ${met}`
}
