/** What the kubelet tells of the containers of a Pod. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectsAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, specOf } from '../cluster.ts'
import type { Happening } from '../events.ts'
import { fullName, pullError } from './container-status.ts'
import type { Outcome } from './stage.ts'

/** Tells that a Pod fares differently now; what had not started before has started. */
export async function tellOutcome(
  pod: JsonObject,
  outcome: Outcome,
  hadStarted: boolean,
  cluster: Cluster,
): Promise<void> {
  const starts = !hadStarted && ['running', 'ended', 'crashed'].includes(outcome.type)
  const isFirst = !('restarts' in outcome) || outcome.restarts === 0 || outcome.type === 'crashed'
  if (starts && isFirst) {
    for (const container of objectsAt(specOf(pod), 'initContainers')) {
      await tellAll(pod, 'initContainers', container, startOf(container), cluster)
    }
  }
  for (const container of objectsAt(specOf(pod), 'containers')) {
    const told = [...(starts ? startOf(container) : []), ...troubleOf(pod, container, outcome)]
    await tellAll(pod, 'containers', container, told, cluster)
  }
}

async function tellAll(
  pod: JsonObject,
  list: string,
  container: JsonObject,
  told: readonly Happening[],
  cluster: Cluster,
): Promise<void> {
  const fieldPath = `spec.${list}{${textAt(container, 'name')}}`
  for (const happening of told) await cluster.tell(pod, { ...happening, fieldPath })
}

function startOf(container: JsonObject): readonly Happening[] {
  const image = textAt(container, 'image')
  return [
    {
      reason: 'Pulled',
      message: `Container image "${image}" already present on machine and can be accessed by the pod`,
    },
    { reason: 'Created', message: 'Container created' },
    { reason: 'Started', message: 'Container started' },
  ]
}

function troubleOf(pod: JsonObject, container: JsonObject, outcome: Outcome): readonly Happening[] {
  const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
  const failed = (message: string): Happening => ({ type: 'Warning', reason: 'Failed', message })
  if (outcome.type === 'crashed') {
    const message = `Back-off restarting failed container ${name} in pod ${fullName(pod)}`
    return [{ type: 'Warning', reason: 'BackOff', message }]
  }
  if (outcome.type !== 'waiting') return []
  switch (outcome.reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff': {
      const pulling: readonly Happening[] = [
        { reason: 'Pulling', message: `Pulling image "${image}"` },
        failed(`Failed to pull image "${image}": ${pullError(image)}`),
        failed('Error: ErrImagePull'),
      ]
      if (outcome.reason === 'ErrImagePull') return pulling
      const backOff = { reason: 'BackOff', message: `Back-off pulling image "${image}"` }
      return [...pulling, backOff, failed('Error: ImagePullBackOff')]
    }
    case 'InvalidImageName': {
      const why = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`
      return [{ type: 'Warning', reason: 'InspectFailed', message: why }, failed('Error: InvalidImageName')]
    }
    default:
      return [failed('Error: configuration of the container cannot be made')]
  }
}

/** Tells that the containers of a Pod are stopped. */
export async function tellStop(pod: JsonObject, cluster: Cluster): Promise<void> {
  for (const container of objectsAt(specOf(pod), 'containers')) {
    const message = `Stopping container ${textAt(container, 'name')}`
    await tellAll(pod, 'containers', container, [{ reason: 'Killing', message }], cluster)
  }
}
