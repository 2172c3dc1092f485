/** Validation of the specs of Pods and of Pod templates. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { ipErrors } from '../values/ip.ts'
import { annotationErrors } from '../values/metadata.ts'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  qualifiedNameErrors,
  wildcardSubdomainErrors,
} from '../values/names.ts'
import { between } from '../values/numbers.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { labelErrors } from '../values/selector.ts'
import { affinityErrors } from './affinity.ts'
import { containerErrors } from './containers.ts'
import { fileKeyVolumeErrors } from './file-keys.ts'
import { hostProcessErrors } from './host-process.ts'
import { podAnnotationErrors, profileMismatches } from './pod-annotations.ts'
import { podClaimErrors } from './pod-claims.ts'
import { hostnameOverrideErrors, systemErrors } from './pod-host.ts'
import { podResourceErrors } from './pod-resources.ts'
import { resourceErrors } from './resources.ts'
import { tolerationErrors, topologySpreadErrors } from './scheduling.ts'
import { podSecurityErrors } from './security-context.ts'
import { checkVolumes } from './volumes.ts'

/** What is wrong with a template other objects make Pods from. */
export function* podTemplateErrors(template: JsonObject, path: string): Generator<FieldError> {
  yield* templateMetaErrors(template, path)
  const spec = objectAt(template, 'spec')
  yield* podSpecErrors(spec, `${path}.spec`)
  yield* profileMismatches(objectAt(template, 'metadata'), spec, `${path}.spec`)
  if (listAt(spec, 'ephemeralContainers').length > 0) {
    yield forbiddenField(
      `${path}.spec.ephemeralContainers`,
      'ephemeral containers not allowed in pod template',
    )
  }
}

/** What is wrong with the labels and annotations of a template. */
export function* templateMetaErrors(template: JsonObject, path: string): Generator<FieldError> {
  const metadata = objectAt(template, 'metadata')
  yield* labelErrors(objectAt(metadata, 'labels'), `${path}.labels`)
  yield* annotationErrors(objectAt(metadata, 'annotations'), `${path}.annotations`)
  yield* podAnnotationErrors(metadata, objectAt(template, 'spec'), `${path}.annotations`)
}

/** What is wrong with the spec of a Pod, field by field in the order Kubernetes reports. `name` is the Pod's. */
export function* podSpecErrors(spec: JsonObject, path: string, name = ''): Generator<FieldError> {
  const volumes = checkVolumes(spec, `${path}.volumes`, name)
  yield* volumes.errors
  yield* podClaimErrors(spec, `${path}.resourceClaims`)
  yield* containerErrors(spec, volumes.byName, path)
  yield* podResourceErrors(spec, `${path}.resources`)
  yield* hostNetworkErrors(spec, path)
  yield* policyErrors(spec, path)
  yield* labelErrors(objectAt(spec, 'nodeSelector'), `${path}.nodeSelector`)
  yield* podSecurityErrors(spec, path)
  yield* hostProcessErrors(spec, path)
  yield* affinityErrors(spec, path)
  yield* dnsErrors(spec, path)
  for (const [i, gate] of objectsAt(spec, 'readinessGates').entries()) {
    const type = textAt(gate, 'conditionType')
    for (const error of qualifiedNameErrors(type))
      yield invalid(`${path}.readinessGates[${i}].conditionType`, type, error)
  }
  yield* schedulingGateErrors(spec, path)
  yield* topologySpreadErrors(spec, path)
  yield* nameErrors(spec, path)
  yield* between(numberAt(spec, 'activeDeadlineSeconds'), [1, 2147483647], `${path}.activeDeadlineSeconds`)
  yield* hostNameErrors(spec, path)
  yield* tolerationErrors(spec, `${path}.tolerations`)
  yield* aliasErrors(spec, path)
  yield* hostnameOverrideErrors(spec, path)
  yield* classErrors(spec, path)
  yield* resourceErrors({ limits: objectAt(spec, 'overhead') }, `${path}.overhead`)
  yield* systemErrors(spec, path)
  yield* fileKeyVolumeErrors(spec, path)
}

function* hostNetworkErrors(spec: JsonObject, path: string): Generator<FieldError> {
  if (spec['hostNetwork'] !== true) return
  for (const list of ['containers', 'initContainers']) {
    for (const [i, container] of objectsAt(spec, list).entries()) {
      for (const [j, port] of objectsAt(container, 'ports').entries()) {
        const host = numberAt(port, 'hostPort') ?? 0
        if (host === numberAt(port, 'containerPort') || (host === 0 && path !== 'spec')) continue
        yield invalid(
          `${path}.${list}[${i}].ports[${j}].hostPort`,
          host,
          'must match `containerPort` when `hostNetwork` is true',
        )
      }
    }
  }
}

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

function* policyErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const [restart, dns] = [textAt(spec, 'restartPolicy'), textAt(spec, 'dnsPolicy')]
  const restarts = ['Always', 'OnFailure', 'Never']
  if (!restart) yield required(`${path}.restartPolicy`)
  else if (!restarts.includes(restart)) yield notSupported(`${path}.restartPolicy`, restart, restarts)
  if (!dns) yield required(`${path}.dnsPolicy`)
  else if (!dnsPolicies.includes(dns)) yield notSupported(`${path}.dnsPolicy`, dns, dnsPolicies)
}

function* dnsErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const config = findObject(spec, 'dnsConfig')
  const at = `${path}.dnsConfig`
  const servers = config ? textsAt(config, 'nameservers') : []
  if (spec['dnsPolicy'] === 'None') {
    if (!config) return yield required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')
    if (servers.length === 0) {
      yield required(`${at}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')
    }
  }
  if (!config) return
  if (servers.length > 3) {
    yield invalid(`${at}.nameservers`, servers, 'must not have more than 3 nameservers')
  }
  for (const [i, server] of servers.entries()) {
    for (const error of ipErrors(server)) yield invalid(`${at}.nameservers[${i}]`, server, error)
  }
  const searches = textsAt(config, 'searches')
  if (searches.length > 32)
    yield invalid(`${at}.searches`, searches, 'must not have more than 32 search paths')
  yield* searchErrors(searches, `${at}.searches`)
  for (const [i, option] of objectsAt(config, 'options').entries()) {
    if (!textAt(option, 'name')) yield required(`${at}.options[${i}]`, 'must not be empty')
  }
}

const searchFormat = /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/
const notSearchable =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')"

/** Domains may end in a dot, or be one. */
function* searchErrors(searches: readonly string[], field: string): Generator<FieldError> {
  if (searches.join(' ').length > 2048) {
    const why = 'must not have more than 2048 characters (including spaces) in the search list'
    yield invalid(field, [...searches], why)
  }
  for (const [i, given] of searches.entries()) {
    const domain = given === '.' ? 'root' : given.replace(/\.$/, '')
    if (domain.length > 253) yield invalid(`${field}[${i}]`, domain, 'must be no more than 253 characters')
    if (!searchFormat.test(domain)) yield invalid(`${field}[${i}]`, domain, notSearchable)
  }
}

function* schedulingGateErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, gate] of objectsAt(spec, 'schedulingGates').entries()) {
    const name = textAt(gate, 'name')
    const at = `${path}.schedulingGates[${i}]`
    for (const error of qualifiedNameErrors(name)) yield invalid(at, name, error)
    if (seen.has(name)) yield { type: 'FieldValueDuplicate', field: at, badValue: name, detail: '' }
    seen.add(name)
  }
}

function* nameErrors(spec: JsonObject, path: string): Generator<FieldError> {
  for (const field of ['serviceAccountName', 'nodeName']) {
    const name = textAt(spec, field)
    if (name) for (const error of dnsSubdomainErrors(name)) yield invalid(`${path}.${field}`, name, error)
  }
}

function* hostNameErrors(spec: JsonObject, path: string): Generator<FieldError> {
  for (const field of ['hostname', 'subdomain']) {
    const name = textAt(spec, field)
    if (name) for (const error of dnsLabelErrors(name)) yield invalid(`${path}.${field}`, name, error)
  }
}

function* aliasErrors(spec: JsonObject, path: string): Generator<FieldError> {
  for (const [i, alias] of objectsAt(spec, 'hostAliases').entries()) {
    const at = `${path}.hostAliases`
    const ip = textAt(alias, 'ip')
    for (const error of ipErrors(ip)) yield invalid(`${at}[${i}].ip`, ip, error)
    for (const [j, name] of textsAt(alias, 'hostnames').entries()) {
      const check = name.includes('*') ? wildcardSubdomainErrors : dnsSubdomainErrors
      for (const error of check(name)) yield invalid(`${at}[${i}].hostnames[${j}]`, name, error)
    }
  }
}

function* classErrors(spec: JsonObject, path: string): Generator<FieldError> {
  for (const field of ['priorityClassName', 'runtimeClassName']) {
    const name = textAt(spec, field)
    if (name) for (const error of dnsSubdomainErrors(name)) yield invalid(`${path}.${field}`, name, error)
  }
  if (spec['runtimeClassName'] === '') {
    for (const error of dnsSubdomainErrors('')) yield invalid(`${path}.runtimeClassName`, '', error)
  }
  const preemption = spec['preemptionPolicy']
  if (preemption === '') yield required(`${path}.preemptionPolicy`)
  const policies = ['Never', 'PreemptLowerPriority']
  if (typeof preemption === 'string' && preemption && !policies.includes(preemption)) {
    yield notSupported(`${path}.preemptionPolicy`, preemption, ['PreemptLowerPriority', 'Never'])
  }
}
