import type { JsonObject } from '@sluice/base/json'
import { listAt, objectAt, objectsAt, textAt } from '../values/read.ts'

/** Whether a container that ended with an exit code may be started again by what its Pod says. */
export function mayRestart(spec: JsonObject, container: JsonObject | undefined, exitCode: number): boolean {
  if (restartsAll(spec)) return true
  if (!container) return false
  const own = textAt(container, 'restartPolicy')
  if (own && objectsAt(container, 'restartPolicyRules').some(rule => isMet(rule, exitCode))) return true
  switch (own || textAt(spec, 'restartPolicy')) {
    case 'Always':
      return true
    case 'OnFailure':
      return exitCode !== 0
    default:
      return false
  }
}

function restartsAll(spec: JsonObject): boolean {
  return ['initContainers', 'containers'].some(list =>
    objectsAt(spec, list).some(container =>
      objectsAt(container, 'restartPolicyRules').some(
        rule => textAt(rule, 'action') === 'RestartAllContainers',
      ),
    ),
  )
}

function isMet(rule: JsonObject, exitCode: number): boolean {
  if (textAt(rule, 'action') !== 'Restart') return false
  const codes = objectAt(rule, 'exitCodes')
  const isListed = listAt(codes, 'values').includes(exitCode)
  switch (textAt(codes, 'operator')) {
    case 'In':
      return isListed
    case 'NotIn':
      return !isListed
    default:
      return false
  }
}
