/** Defaults of Pods and of the templates other kinds make Pods from. @module */
import { child, children, type Draft, ensure, fill } from '../values/draft.ts'
import { numberAt, sortedKeys, textAt } from '../values/read.ts'
import { defaultContainer } from './container-defaults.ts'
import { defaultPodResources } from './pod-resources.ts'
import { defaultVolume } from './volume-defaults.ts'

/** A template leaves to the Pod what depends on where and as whom it runs. */
export function defaultPodTemplate(template: Draft): void {
  ensure(template, 'metadata')
  defaultPodSpec(ensure(template, 'spec'))
}

/** Fills in what both Pods and templates get. */
export function defaultPodSpec(spec: Draft): void {
  fill(spec, 'restartPolicy', 'Always')
  fill(spec, 'dnsPolicy', 'ClusterFirst')
  fill(spec, 'terminationGracePeriodSeconds', 30)
  fill(spec, 'schedulerName', 'default-scheduler')
  ensure(spec, 'securityContext')
  mirrorServiceAccount(spec)
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const container of children(spec, list)) defaultContainer(container)
  }
  for (const volume of children(spec, 'volumes')) defaultVolume(volume)
}

/** Two names for one field: the newer one wins, both are written. */
function mirrorServiceAccount(spec: Draft): void {
  const name = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount')
  if (!name) return
  spec['serviceAccountName'] = name
  spec['serviceAccount'] = name
}

/** Fills in what only Pods get. */
export function defaultPod(pod: Draft): void {
  const spec = ensure(pod, 'spec')
  defaultPodSpec(spec)
  fill(spec, 'enableServiceLinks', true)
  for (const list of ['containers', 'initContainers']) {
    for (const container of children(spec, list)) {
      defaultRequests(child(container, 'resources'))
      if (spec['hostNetwork'] === true) defaultHostPorts(container)
    }
  }
  defaultPodResources(spec)
}

/** A limit without a request becomes the request. */
function defaultRequests(resources: Draft | undefined): void {
  const limits = resources && child(resources, 'limits')
  if (!resources || !limits || sortedKeys(limits).length === 0) return
  const requests = ensure(resources, 'requests')
  for (const [name, value] of Object.entries(limits)) {
    if (value !== undefined) fill(requests, name, value)
  }
}

/** On the host's network a port is the host's port. */
function defaultHostPorts(container: Draft): void {
  for (const port of children(container, 'ports')) {
    const number = numberAt(port, 'containerPort')
    if (number !== undefined && !numberAt(port, 'hostPort')) port['hostPort'] = number
  }
}
