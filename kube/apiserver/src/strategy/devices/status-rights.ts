/** Who may write what into the status of a claim: more than the right to write a status is asked for. @module */
import type { JsonObject } from '@sluice/base/json'
import type { UserInfo } from '../../authn/user.ts'
import { type Attributes, decide, refusal } from '../../authz/index.ts'
import { type FieldError, forbiddenField } from '../../status/index.ts'
import type { StrategyContext } from '../strategy.ts'
import { findObject, listAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'

/** What the requester may not change, by the rights to bind claims and to be a driver. */
export function* statusRightErrors(
  status: JsonObject,
  before: JsonObject,
  context: StrategyContext,
): Generator<FieldError> {
  yield* bindingRightErrors(status, before, context)
  // Without an allocation, the status of devices goes by itself.
  if (findObject(status, 'allocation')) yield* driverRightErrors(status, before, context)
}

function* bindingRightErrors(
  status: JsonObject,
  before: JsonObject,
  context: StrategyContext,
): Generator<FieldError> {
  const isSame =
    sameValue(objectAt(status, 'allocation'), objectAt(before, 'allocation')) &&
    sameValue(listAt(status, 'reservedFor'), listAt(before, 'reservedFor'))
  if (isSame) return
  const verb = context.verb ?? 'update'
  const why = refusalOf(context, { verb, subresource: 'binding', namespace: '', name: '' })
  if (why === undefined) return
  const what = 'changing status.allocation or status.reservedFor'
  const need = `resource="resourceclaims/binding", verb="${verb}" permission`
  yield forbiddenField('status.allocation', `${what} requires ${need}: ${why}`)
}

function* driverRightErrors(
  status: JsonObject,
  before: JsonObject,
  context: StrategyContext,
): Generator<FieldError> {
  const { user, namespace } = context
  const isAssociated = isAtNode(user, nodeOf(objectAt(status, 'allocation')))
  const prefixes = [...(isAssociated ? ['associated-node'] : []), 'arbitrary-node']
  const verbs = prefixes.map(prefix => `${prefix}:${context.verb ?? 'update'}`)
  for (const name of changedDrivers(objectsAt(status, 'devices'), objectsAt(before, 'devices'))) {
    const refusals = verbs.map(verb => refusalOf(context, { verb, subresource: 'driver', namespace, name }))
    if (refusals.includes(undefined)) continue
    const need = `resource="resourceclaims/driver", verb="[${verbs.join(' ')}]" permission`
    yield forbiddenField('status.devices', `changing status.devices requires ${need}: ${refusals[0]}`)
  }
}

type Right = Pick<Attributes, 'verb' | 'subresource' | 'namespace' | 'name'>

/** Why the user may not do this with claims; undefined if they may. */
function refusalOf({ services, user }: StrategyContext, right: Right): string | undefined {
  const kind = { group: 'resource.k8s.io', version: 'v1', resource: 'resourceclaims' }
  const attributes: Attributes = { isResource: true, path: '', ...kind, ...right }
  const { allowed, reason } = decide(services, user, attributes)
  return allowed ? undefined : refusal(user, attributes, reason).message
}

function identityOf(device: JsonObject): string {
  return JSON.stringify(['driver', 'pool', 'device', 'shareID'].map(field => textAt(device, field)))
}

/** The drivers of devices that came, went or changed, sorted. */
function changedDrivers(now: readonly JsonObject[], before: readonly JsonObject[]): readonly string[] {
  const old = new Map(before.map(device => [identityOf(device), device]))
  const changed = new Set<string>()
  for (const device of now) {
    const same = old.get(identityOf(device))
    old.delete(identityOf(device))
    if (!same || !sameValue(same, device)) changed.add(textAt(device, 'driver'))
  }
  for (const device of old.values()) changed.add(textAt(device, 'driver'))
  return [...changed].sort()
}

/** The node that an allocation is bound to by name; empty if it is to none. */
function nodeOf(allocation: JsonObject): string {
  const terms = objectsAt(objectAt(allocation, 'nodeSelector'), 'nodeSelectorTerms')
  const [term, ...others] = terms
  if (!term || others.length > 0 || objectsAt(term, 'matchExpressions').length > 0) return ''
  const [field, ...more] = objectsAt(term, 'matchFields')
  if (!field || more.length > 0) return ''
  const [name, ...names] = textsAt(field, 'values')
  const isName = textAt(field, 'key') === 'metadata.name' && textAt(field, 'operator') === 'In'
  return isName && names.length === 0 ? (name ?? '') : ''
}

/** Whether a ServiceAccount's Pod runs at the node. */
function isAtNode({ username, extra }: UserInfo, node: string): boolean {
  const nodes = extra?.['authentication.kubernetes.io/node-name'] ?? []
  const isAccount = /^system:serviceaccount:[^:]+:[^:]+$/.test(username)
  return node !== '' && isAccount && nodes.length === 1 && nodes[0] === node
}
