/** Rules about resizing and restarting single containers, and the claims they use. @module */
import type { JsonObject } from '@sluice/base/json'
import { tooMany } from '@sluice/openapi'
import {
  duplicate,
  type FieldError,
  invalid,
  notFoundField,
  notSupported,
  required,
} from '../../status/index.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { findObject, listAt, objectAt, objectsAt, textAt } from '../values/read.ts'

const resizable = ['cpu', 'memory']
const resizePolicies = ['NotRequired', 'RestartContainer']

/** What is wrong with a container's `resizePolicy`; Kubernetes names the list. */
export function* resizeErrors(container: JsonObject, spec: JsonObject, path: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, policy] of objectsAt(container, 'resizePolicy').entries()) {
    const [resource, restart] = [textAt(policy, 'resourceName'), textAt(policy, 'restartPolicy')]
    if (seen.has(resource)) yield duplicate(`${path}[${i}]`, resource)
    seen.add(resource)
    if (!resource) yield required(path)
    else if (!resizable.includes(resource)) yield notSupported(path, resource, resizable)
    if (!restart) yield required(path)
    else if (!resizePolicies.includes(restart)) yield notSupported(path, restart, resizePolicies)
    if (spec['restartPolicy'] === 'Never' && restart !== 'NotRequired') {
      yield invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'")
    }
  }
}

const restartPolicies = ['Always', 'Never', 'OnFailure']
const ruleActions = ['Restart', 'RestartAllContainers']
const ruleOperators = ['In', 'NotIn']
const [mostRules, mostCodes] = [20, 255]

/** What is wrong with when a container is restarted. */
export function* restartErrors(container: JsonObject, at: string): Generator<FieldError> {
  const policy = container['restartPolicy']
  const rules = objectsAt(container, 'restartPolicyRules')
  const field = `${at}.restartPolicy`
  if (typeof policy !== 'string') {
    if (rules.length === 0) return
    yield required(field, 'must specify restartPolicy when restart rules are used')
  } else if (!restartPolicies.includes(policy)) yield notSupported(field, policy, restartPolicies)
  if (rules.length > mostRules) yield tooMany(`${at}.restartPolicyRules`, rules.length, mostRules)
  for (const [i, rule] of rules.entries()) yield* ruleErrors(rule, `${at}.restartPolicyRules[${i}]`)
}

/** As `restartErrors`; an init container without a policy has no rules that could be looked at. */
export function* initRestartErrors(container: JsonObject, at: string): Generator<FieldError> {
  if (typeof container['restartPolicy'] === 'string') return yield* restartErrors(container, at)
  if (objectsAt(container, 'restartPolicyRules').length > 0) {
    yield required(`${at}.restartPolicy`, 'must specify restartPolicy when restart rules are used')
  }
}

function* ruleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  const action = textAt(rule, 'action')
  if (!ruleActions.includes(action)) yield notSupported(`${at}.action`, action, ruleActions)
  const codes = findObject(rule, 'exitCodes')
  if (!codes) return yield required(`${at}.exitCodes`, 'must be specified')
  const operator = textAt(codes, 'operator')
  if (!ruleOperators.includes(operator)) {
    yield notSupported(`${at}.exitCodes.operator`, operator, ruleOperators)
  }
  const values = listAt(codes, 'values')
  if (values.length > mostCodes) yield tooMany(`${at}.exitCodes.values`, values.length, mostCodes)
}

/** What is wrong with the claims for devices that a container uses. */
export function* claimErrors(container: JsonObject, spec: JsonObject, at: string): Generator<FieldError> {
  const known = objectsAt(spec, 'resourceClaims').map(each => textAt(each, 'name'))
  const seen = new Set<string>()
  for (const [i, claim] of objectsAt(objectAt(container, 'resources'), 'claims').entries()) {
    const field = `${at}[${i}]`
    const [name, request] = [textAt(claim, 'name'), textAt(claim, 'request')]
    if (!name) {
      yield required(field)
      continue
    }
    for (const error of request ? dnsLabelErrors(request) : [])
      yield invalid(`${field}.request`, request, error)
    const key = request ? `${name}/${request}` : name
    if (seen.has(name) || seen.has(key)) yield duplicate(field, seen.has(name) ? name : key)
    seen.add(key)
    if (known.includes(name)) continue
    const which = known.length === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`
    yield {
      ...notFoundField(field, name),
      detail: `must be one of the names in pod.spec.resourceClaims${which}`,
    }
  }
}
