import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { builtInSchema, builtInTypes } from '../kinds/index.ts'
import { isEmptyMap, storedForm, withoutEmpty } from './empty.ts'
import { decodeTyped } from './typed.ts'

function typeOf(storageKey: string) {
  const type = builtInTypes().find(each => each.storageKey === storageKey)
  if (!type) throw new Error(`no such type: ${storageKey}`)
  return type
}

function read(storageKey: string, body: JsonObject): JsonObject {
  const type = typeOf(storageKey)
  return decodeTyped(body, builtInSchema(type.schemaName) ?? {}, type.kind, { keepsEmpty: true }).object
}

const written = (storageKey: string, body: JsonObject) =>
  withoutEmpty(read(storageKey, body), typeOf(storageKey))

test('decodeTyped() keeps empty lists and maps of what is on its way to storage', () => {
  const { spec } = read('pods', { spec: { containers: [], nodeSelector: {}, tolerations: [] } })
  assert.deepEqual(spec, { containers: [], nodeSelector: {}, tolerations: [] })
})

test('isEmptyMap() tells a map without members from a struct without members', () => {
  const { spec } = read('pods', { spec: { nodeSelector: {}, securityContext: {} } })
  const { nodeSelector, securityContext } = spec as JsonObject
  assert.deepEqual([isEmptyMap(nodeSelector), isEmptyMap(securityContext)], [true, false])
})

test('withoutEmpty() leaves empty lists and maps out at any depth, and keeps structs', () => {
  const volumes = [{ name: 'a', emptyDir: {} }]
  const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }
  const spec = { volumes, affinity, containers: [{ name: 'a', env: [], resources: { limits: {} } }] }
  assert.deepEqual(written('pods', { metadata: { labels: {}, finalizers: [] }, spec }), {
    metadata: {},
    spec: { volumes, affinity: { nodeAffinity: {} }, containers: [{ name: 'a', resources: {} }] },
    status: {},
  })
})

test('storedForm() gives null for a list that is always written, but where objects are stored as JSON', () => {
  const roles = 'roles.rbac.authorization.k8s.io'
  const role = read(roles, { rules: [] })
  assert.deepEqual(withoutEmpty(role, typeOf(roles))['rules'], [])
  assert.deepEqual(storedForm(role, typeOf(roles))['rules'], null)
  const definitions = 'customresourcedefinitions.apiextensions.k8s.io'
  const definition = storedForm(read(definitions, { spec: { versions: [] } }), typeOf(definitions))
  assert.deepEqual((definition['spec'] as JsonObject)['versions'], [])
})

test('withoutEmpty() looks into maps of lists, and returns the same object where nothing is empty', () => {
  const claims = { spec: { extra: { a: [] } } }
  const type = 'certificatesigningrequests.certificates.k8s.io'
  assert.deepEqual((written(type, claims)['spec'] as JsonObject)['extra'], { a: [] })
  const object = read('configmaps', { metadata: { name: 'a' }, data: { a: 'b' } })
  assert.equal(withoutEmpty(object, typeOf('configmaps')), object)
})
