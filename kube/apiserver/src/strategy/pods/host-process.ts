/** Containers on Windows that are processes of the host: all of a Pod's or none. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { findObject, objectAt, objectsAt } from '../values/read.ts'

const lists = ['initContainers', 'containers', 'ephemeralContainers']

/** What is wrong with the containers of a spec that run on the host. */
export function* hostProcessErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const ofPod = flagOf(spec)
  let [all, onHost] = [0, 0]
  for (const list of lists) {
    for (const [i, container] of objectsAt(spec, list).entries()) {
      const own = flagOf(container)
      all++
      if (own ?? ofPod) onHost++
      if (ofPod === undefined || own === undefined || own === ofPod) continue
      const why = `pod hostProcess value must be identical if both are specified, was ${ofPod}`
      yield invalid(`${path}.${list}[${i}].securityContext.windowsOptions.hostProcess`, own, why)
    }
  }
  if (onHost === 0) return
  if (onHost !== all) {
    yield invalid(
      path,
      '',
      'If pod contains any hostProcess containers then all containers must be HostProcess containers',
    )
  }
  if (spec['hostNetwork'] !== true) {
    const why = 'hostNetwork must be true if pod contains any hostProcess containers'
    yield invalid(`${path}.hostNetwork`, false, why)
  }
  yield forbiddenField(path, 'hostProcess containers are disallowed by cluster policy')
}

function flagOf(owner: JsonObject): boolean | undefined {
  const options = findObject(objectAt(owner, 'securityContext'), 'windowsOptions')
  const flag = options?.['hostProcess']
  return typeof flag === 'boolean' ? flag : undefined
}
