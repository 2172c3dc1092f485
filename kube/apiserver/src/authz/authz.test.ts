import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { Reinvocation } from '../admission/reinvocation.ts'
import type { UserInfo } from '../authn/user.ts'
import { Store } from '../storage/index.ts'
import { contextFor, storeOnly } from '../strategy/test-context.ts'
import type { Attributes } from './attributes.ts'
import { rbacEscalation } from './escalation.ts'
import { decide } from './index.ts'
import { ruleAllows } from './rules.ts'
import { selectorProblems } from './selector-problems.ts'

const group = 'rbac.authorization.k8s.io'
const user: UserInfo = { username: 'jo', groups: ['team', 'system:authenticated'] }
const base: Attributes = {
  verb: 'get',
  isResource: true,
  path: '',
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: '',
  namespace: 'ns',
  name: 'a',
}

const rules: readonly {
  readonly does: string
  readonly rule: JsonObject
  readonly asks: Partial<Attributes>
  readonly allowed: boolean
}[] = [
  {
    does: 'a verb and resource it names',
    rule: { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    asks: {},
    allowed: true,
  },
  {
    does: 'another verb',
    rule: { verbs: ['list'], apiGroups: [''], resources: ['pods'] },
    asks: {},
    allowed: false,
  },
  {
    does: 'a subresource by its full name only',
    rule: { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    asks: { subresource: 'log' },
    allowed: false,
  },
  {
    does: 'a subresource of all resources',
    rule: { verbs: ['get'], apiGroups: [''], resources: ['*/log'] },
    asks: { subresource: 'log' },
    allowed: true,
  },
  {
    does: 'no subresource by a star after the slash',
    rule: { verbs: ['get'], apiGroups: [''], resources: ['pods/*'] },
    asks: { subresource: 'log' },
    allowed: false,
  },
  {
    does: 'an object it names',
    rule: { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] },
    asks: {},
    allowed: true,
  },
  {
    does: 'no list where it names objects',
    rule: { verbs: ['*'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] },
    asks: { verb: 'list', name: '' },
    allowed: false,
  },
  {
    does: 'a path below one with a star',
    rule: { verbs: ['get'], nonResourceURLs: ['/api/*'] },
    asks: { isResource: false, path: '/api/v1' },
    allowed: true,
  },
  {
    does: 'no path for a rule on resources',
    rule: { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    asks: { isResource: false, path: '/api' },
    allowed: false,
  },
]
for (const { does, rule, asks, allowed } of rules) {
  test(`ruleAllows() ${allowed ? 'allows' : 'refuses'} ${does}`, () =>
    assert.equal(ruleAllows(rule, { ...base, ...asks }), allowed))
}

/** A store with a Role, and a binding of it to a subject. */
function cluster(rulesOfRole: readonly JsonObject[], subject: JsonObject): Store {
  const store = new Store()
  const named = (name: string) => ({ metadata: { name, namespace: 'ns' } })
  store.put(`roles.${group}`, { ...named('r'), rules: rulesOfRole }, undefined)
  store.put(
    `rolebindings.${group}`,
    { ...named('b'), roleRef: { kind: 'Role', name: 'r' }, subjects: [subject] },
    undefined,
  )
  return store
}

const readsPods = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]

test('decide() says by which binding a request is allowed', () => {
  const services = storeOnly(cluster(readsPods, { kind: 'Group', name: 'team' }))
  assert.deepEqual(decide(services, user, base), {
    allowed: true,
    reason: 'RBAC: allowed by RoleBinding "b/ns" of Role "r" to Group "team"',
  })
  assert.equal(decide(services, user, { ...base, namespace: 'other' }).allowed, false)
})

test('decide() names the role that a binding misses', () => {
  const store = cluster([], { kind: 'User', name: 'jo' })
  const role = store.get(`roles.${group}`, 'ns', 'r')
  assert.ok(role)
  store.delete(`roles.${group}`, role)
  assert.deepEqual(decide(storeOnly(store), user, base), {
    allowed: false,
    reason: `RBAC: role.${group} "r" not found`,
  })
})

test('decide() lets a ServiceAccount in by its full name', () => {
  const services = storeOnly(cluster(readsPods, { kind: 'ServiceAccount', name: 'bot', namespace: 'ns' }))
  const bot = { username: 'system:serviceaccount:ns:bot', groups: [] }
  assert.equal(decide(services, bot, base).allowed, true)
})

/** What the escalation check says of a new Role. */
function grant(store: Store, newRules: readonly JsonObject[]): void {
  const context = contextFor(`roles.${group}`, storeOnly(store))
  const object = { metadata: { name: 'new', namespace: 'ns' }, rules: newRules }
  void rbacEscalation.mutate?.({
    operation: 'CREATE',
    resourceType: context.resourceType,
    subresource: '',
    namespace: 'ns',
    name: 'new',
    object,
    user,
    dryRun: false,
    services: context.services,
    warn: () => undefined,
    reinvocation: new Reinvocation(),
  })
}

test('rbacEscalation lets a user grant what they have', () => {
  grant(cluster(readsPods, { kind: 'User', name: 'jo' }), [{ ...readsPods[0], resourceNames: ['a'] }])
})

test('rbacEscalation lists what a user does not have', () => {
  const more = [{ verbs: ['get', 'delete'], apiGroups: [''], resources: ['pods', 'secrets'] }]
  assert.throws(() => grant(cluster(readsPods, { kind: 'User', name: 'jo' }), more), {
    message: `roles.${group} "new" is forbidden: user "jo" (groups=["team" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete"]}`,
  })
})

test('rbacEscalation lets the verb escalate through', () => {
  const escalates = [{ verbs: ['escalate'], apiGroups: [group], resources: ['roles'] }]
  grant(cluster(escalates, { kind: 'User', name: 'jo' }), [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  ])
})

test('rbacEscalation wants the rules held for a new label, too', () => {
  const store = cluster(readsPods, { kind: 'User', name: 'jo' })
  const role = {
    metadata: { name: 'new', namespace: 'ns' },
    rules: [{ verbs: ['delete'], apiGroups: [''], resources: ['pods'] }],
  }
  const labelled = { ...role, metadata: { ...role.metadata, labels: { a: 'b' } } }
  assert.throws(() => change(store, role, labelled), { code: 403 })
  const owned = { ...role, metadata: { ...role.metadata, finalizers: ['example.com/a'] } }
  change(store, role, owned)
})

/** What the escalation check says of a changed Role. */
function change(store: Store, oldObject: JsonObject, object: JsonObject): void {
  const context = contextFor(`roles.${group}`, storeOnly(store))
  void rbacEscalation.mutate?.({
    operation: 'UPDATE',
    resourceType: context.resourceType,
    subresource: '',
    namespace: 'ns',
    name: 'new',
    object,
    oldObject,
    user,
    dryRun: false,
    services: context.services,
    warn: () => undefined,
    reinvocation: new Reinvocation(),
  })
}

test('selectorProblems() says which selectors are not understood, and whether in part', () => {
  const requirement = (operator: string, values: readonly string[] = []) => ({ key: 'a', operator, values })
  const problemsOf = (fieldSelector: JsonObject) => selectorProblems({ fieldSelector })
  const where = 'spec.resourceAttributes.fieldSelector'
  assert.deepEqual(problemsOf({ rawSelector: 'a=b' }), [])
  assert.deepEqual(problemsOf({ rawSelector: 'a>b' }), [`${where} ignored due to parse error`])
  assert.deepEqual(problemsOf({ requirements: [requirement('In', ['b']), requirement('Near')] }), [
    `${where} partially ignored due to parse error`,
  ])
})
