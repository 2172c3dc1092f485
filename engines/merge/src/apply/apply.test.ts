/** Scripts: who writes what, then the object and who owns which field of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { Schema } from '@sluice/openapi'
import { FieldSet } from '../field-set/index.ts'
import { type TypeRef, typeOfSchema } from '../typed/index.ts'
import { ApplyConflict, applyObject, type KindVersions, keepManagerTimes, updateManagers } from './index.ts'

const text: Schema = { type: 'string' }
const item: Schema = {
  type: 'object',
  properties: { name: text, port: { type: 'integer' }, image: text, protocol: { ...text, default: 'TCP' } },
}
const schema: Schema = {
  type: 'object',
  properties: {
    apiVersion: text,
    kind: text,
    metadata: {
      type: 'object',
      properties: {
        name: text,
        uid: text,
        labels: { type: 'object', additionalProperties: text },
        annotations: { type: 'object', additionalProperties: text },
        finalizers: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
        managedFields: { type: 'array', items: { type: 'object' } },
      },
    },
    data: { type: 'object', additionalProperties: text },
    replicas: { type: 'integer' },
    selector: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: text },
    args: { type: 'array', items: text },
    parts: {
      type: 'array',
      items: item,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    },
    ports: {
      type: 'array',
      items: item,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
    },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    opaque: { type: 'object' },
    status: { type: 'object', properties: { phase: text } },
  },
}
const type: TypeRef = typeOfSchema(schema, () => undefined)
const versions: KindVersions = {
  typeOf: version => (version === 'v1' || version === 'v2' ? type.type : undefined),
  convert: object => object,
}

interface Step {
  readonly apply?: string
  readonly update?: string
  readonly force?: boolean
  readonly version?: string
  readonly subresource?: string
  readonly is: JsonObject
  readonly conflicts?: string
}

/** The state after the steps, times counted in steps. */
function run(steps: readonly Step[], kind: Partial<KindVersions> = {}): JsonObject | undefined {
  let live: JsonObject | undefined
  for (const [i, step] of steps.entries()) {
    const writer = {
      manager: step.apply ?? step.update ?? '',
      apiVersion: step.version ?? 'v1',
      subresource: step.subresource ?? '',
      time: `2026-01-01T00:00:${String(i).padStart(2, '0')}Z`,
      versions: { ...versions, ...kind },
      blank: { apiVersion: 'v1', kind: 'Thing' },
    }
    const metadata = { name: 'x', ...(step.is['metadata'] as JsonObject | undefined) }
    const body: JsonObject = { apiVersion: 'v1', kind: 'Thing', ...step.is, metadata }
    if (step.conflicts !== undefined) {
      const state = live
      assert.throws(
        () => applyObject(state, body, { ...writer, force: false }),
        new ApplyConflictLike(step.conflicts),
      )
    } else if (step.apply !== undefined) {
      live = withUid(applyObject(live, body, { ...writer, force: step.force ?? false }))
    } else live = withUid(updateManagers(live, body, writer))
  }
  return live
}

class ApplyConflictLike extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ApplyConflict'
  }
}

function withUid(object: JsonObject): JsonObject {
  return { ...object, metadata: { ...(object['metadata'] as JsonObject), uid: 'u' } }
}

function metadataOf(object: JsonObject | undefined): unknown {
  return object?.['metadata']
}

/** `manager operation: fields`, a line each. */
function owners(object: JsonObject | undefined): readonly string[] {
  const metadata = metadataOf(object) as { managedFields?: readonly JsonObject[] } | undefined
  return (metadata?.managedFields ?? []).map(entry => {
    const where = entry['subresource'] ? `/${entry['subresource']}` : ''
    return `${entry['manager']} ${entry['operation']}${where}: ${JSON.stringify(entry['fieldsV1'])}`
  })
}

function rest(object: JsonObject | undefined): JsonObject {
  const { apiVersion: _a, kind: _k, metadata: _m, ...others } = object ?? {}
  return others
}

const scripts: readonly {
  readonly does: string
  readonly steps: readonly Step[]
  readonly gives: JsonObject
  readonly owned: readonly string[]
}[] = [
  {
    does: 'owns what is stated, not the struct around it',
    steps: [{ apply: 'a', is: { data: { k: '1' } } }],
    gives: { data: { k: '1' } },
    owned: ['a Apply: {"f:data":{"f:k":{}}}'],
  },
  {
    does: 'shares a field that two state alike',
    steps: [
      { apply: 'a', is: { data: { k: '1' } } },
      { apply: 'b', is: { data: { k: '1' } } },
    ],
    gives: { data: { k: '1' } },
    owned: ['b Apply: {"f:data":{"f:k":{}}}', 'a Apply: {"f:data":{"f:k":{}}}'],
  },
  {
    does: 'refuses to change what another applied',
    steps: [
      { apply: 'a', is: { data: { k: '1', l: '1' } } },
      {
        apply: 'b',
        is: { data: { k: '2' } },
        conflicts: 'Apply failed with 1 conflict: conflict with "a": .data.k',
      },
      {
        apply: 'b',
        is: { data: { k: '2', l: '2' } },
        conflicts: 'Apply failed with 2 conflicts: conflicts with "a":\n- .data.k\n- .data.l',
      },
    ],
    gives: { data: { k: '1', l: '1' } },
    owned: ['a Apply: {"f:data":{"f:k":{},"f:l":{}}}'],
  },
  {
    does: 'names the version and subresource of an updater that it conflicts with',
    steps: [
      { update: 'u', is: { replicas: 1 }, subresource: 'scale' },
      {
        apply: 'a',
        is: { replicas: 2 },
        conflicts:
          'Apply failed with 1 conflict: conflict with "u" with subresource "scale" using v1: .replicas',
      },
    ],
    gives: { replicas: 1 },
    owned: ['u Update/scale: {"f:replicas":{}}'],
  },
  {
    does: 'takes a field by force, and the loser goes when nothing is left',
    steps: [
      { apply: 'a', is: { data: { k: '1' } } },
      { apply: 'b', is: { data: { k: '2' } }, force: true },
    ],
    gives: { data: { k: '2' } },
    owned: ['b Apply: {"f:data":{"f:k":{}}}'],
  },
  {
    does: 'removes what is no longer stated and nobody else owns',
    steps: [
      { apply: 'a', is: { data: { k: '1', l: '1' }, replicas: 1 } },
      { apply: 'b', is: { replicas: 1 } },
      { apply: 'a', is: { data: { l: '1' } } },
    ],
    gives: { data: { l: '1' }, replicas: 1 },
    owned: ['b Apply: {"f:replicas":{}}', 'a Apply: {"f:data":{"f:l":{}}}'],
  },
  {
    does: 'leaves what an update took over',
    steps: [
      { apply: 'a', is: { replicas: 1 } },
      { update: 'u', is: { replicas: 3 } },
      { apply: 'a', is: {} },
    ],
    gives: { replicas: 3 },
    owned: ['u Update: {"f:replicas":{}}'],
  },
  {
    does: 'gives what was there before the first apply to a manager of its own',
    steps: [
      { update: 'u', is: { data: { k: '1' } } },
      { update: 'u', is: { data: { k: '1' }, metadata: { managedFields: [] } } },
      { apply: 'a', is: { replicas: 1 } },
    ],
    gives: { data: { k: '1' }, replicas: 1 },
    owned: ['a Apply: {"f:replicas":{}}', 'before-first-apply Update: {"f:data":{".":{},"f:k":{}}}'],
  },
  {
    does: 'keeps the items of others in a keyed list, and puts new ones where the applied list has them',
    steps: [
      { apply: 'a', is: { parts: [{ name: 'm' }, { name: 'z' }] } },
      { apply: 'b', is: { parts: [{ name: 'b' }, { name: 'm' }, { name: 'n' }] } },
    ],
    gives: { parts: [{ name: 'b' }, { name: 'm' }, { name: 'z' }, { name: 'n' }] },
    owned: [
      'a Apply: {"f:parts":{"k:{\\"name\\":\\"m\\"}":{".":{},"f:name":{}},"k:{\\"name\\":\\"z\\"}":{".":{},"f:name":{}}}}',
      'b Apply: {"f:parts":{"k:{\\"name\\":\\"b\\"}":{".":{},"f:name":{}},"k:{\\"name\\":\\"m\\"}":{".":{},"f:name":{}},"k:{\\"name\\":\\"n\\"}":{".":{},"f:name":{}}}}',
    ],
  },
  {
    does: 'takes the default of a key for a key that is left out',
    steps: [
      { update: 'u', is: { ports: [{ port: 80, protocol: 'TCP', name: 'web' }] } },
      { apply: 'a', is: { ports: [{ port: 80, image: 'i' }] } },
    ],
    gives: { ports: [{ port: 80, protocol: 'TCP', name: 'web', image: 'i' }] },
    owned: [
      'a Apply: {"f:ports":{"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:image":{},"f:port":{}}}}',
      'u Update: {"f:ports":{".":{},"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:name":{},"f:port":{},"f:protocol":{}}}}',
    ],
  },
  {
    does: 'merges sets by value',
    steps: [
      { apply: 'a', is: { metadata: { finalizers: ['a/x', 'a/y'] } } },
      { apply: 'b', is: { metadata: { finalizers: ['b/x'] } } },
      { apply: 'a', is: { metadata: { finalizers: ['a/y'] } } },
    ],
    gives: {},
    owned: [
      'b Apply: {"f:metadata":{"f:finalizers":{"v:\\"b/x\\"":{}}}}',
      'a Apply: {"f:metadata":{"f:finalizers":{"v:\\"a/y\\"":{}}}}',
    ],
  },
  {
    does: 'conflicts on an atomic list or map as a whole',
    steps: [
      { apply: 'a', is: { args: ['1'], selector: { k: '1' } } },
      {
        apply: 'b',
        is: { args: ['2'], selector: { l: '1' } },
        conflicts: 'Apply failed with 2 conflicts: conflicts with "a":\n- .args\n- .selector',
      },
    ],
    gives: { args: ['1'], selector: { k: '1' } },
    owned: ['a Apply: {"f:args":{},"f:selector":{}}'],
  },
  {
    does: 'owns every level of a map that the schema leaves open',
    steps: [{ apply: 'a', is: { open: { m: { k: 1 }, l: [{ x: 1 }] } } }],
    gives: { open: { m: { k: 1 }, l: [{ x: 1 }] } },
    owned: ['a Apply: {"f:open":{"f:l":{},"f:m":{".":{},"f:k":{}}}}'],
  },
  {
    does: 'owns an object of a built-in kind of which nothing is said as a whole',
    steps: [{ apply: 'a', is: { opaque: { m: { k: 1 } } } }],
    gives: { opaque: { m: { k: 1 } } },
    owned: ['a Apply: {"f:opaque":{}}'],
  },
  {
    does: 'keeps an entry for each version an updater writes in',
    steps: [
      { update: 'u', is: { replicas: 1 } },
      { update: 'u', is: { replicas: 1, args: ['1'] }, version: 'v2' },
    ],
    gives: { replicas: 1, args: ['1'] },
    owned: ['u Update: {"f:replicas":{}}', 'u Update: {"f:args":{}}'],
  },
]
for (const { does, steps, gives, owned } of scripts) {
  test(`applyObject() ${does}`, () => {
    const object = run(steps)
    assert.deepEqual(rest(object), gives)
    assert.deepEqual(owners(object), owned)
  })
}

test('applyObject() does not own what the request cannot change', () => {
  const object = run([{ apply: 'a', is: { replicas: 1, status: { phase: 'x' } } }], {
    resetFields: () => FieldSet.of(['f:status']),
  })
  assert.deepEqual(owners(object), ['a Apply: {"f:replicas":{}}'])
})

test('applyObject() gives no time to a manager who changed no value', () => {
  const object = run([
    { apply: 'a', is: { replicas: 1 } },
    { apply: 'b', is: { replicas: 1 } },
  ])
  const { managedFields } = metadataOf(object) as { managedFields: readonly JsonObject[] }
  assert.deepEqual(
    managedFields.map(entry => entry['time']),
    [undefined, '2026-01-01T00:00:00Z'],
  )
})

test('applyObject() lets kubectl change what its last-applied record holds, and rewrites the record', () => {
  const record = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x' }, replicas: 1 }
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
  const object = run([
    {
      update: 'kubectl-client-side-apply',
      is: { replicas: 1, metadata: { annotations: { [annotation]: JSON.stringify(record) } } },
    },
    { apply: 'kubectl', is: { replicas: 2 } },
  ])
  const { annotations } = metadataOf(object) as { annotations: Record<string, string> }
  assert.equal(object?.['replicas'], 2)
  assert.deepEqual(JSON.parse(annotations[annotation] ?? ''), { ...record, replicas: 2 })
})

test('updateManagers() merges the oldest of more than ten updaters', () => {
  const steps = Array.from({ length: 12 }, (_, i) => ({
    update: `u${i}`,
    is: { data: Object.fromEntries(Array.from({ length: i + 1 }, (_each, k) => [`k${k}`, '1'])) },
  }))
  const names = owners(run(steps)).map(line => line.split(' ')[0])
  assert.deepEqual(names.sort(), ['ancient-changes', 'u10', 'u11', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9'])
})

test('keepManagerTimes() takes a write back that changes nothing but times', () => {
  const before = run([{ apply: 'a', is: { replicas: 1 } }]) ?? {}
  const metadata = before['metadata'] as { managedFields: readonly JsonObject[] } & JsonObject
  const managedFields = metadata.managedFields.map(entry => ({ ...entry, time: '2027-01-01T00:00:00Z' }))
  const after = { ...before, metadata: { ...metadata, managedFields } }
  assert.deepEqual(keepManagerTimes(after, before), before)
  assert.notDeepEqual(keepManagerTimes({ ...after, replicas: 2 }, before), before)
})

test('ApplyConflict names fields for each cause', () => {
  assert.deepEqual(
    new ApplyConflict([
      { owner: '{"manager":"a","operation":"Apply"}', path: ['f:parts', 'k:{"name":"x"}', 'f:image'] },
    ]).causes(),
    [{ message: 'conflict with "a"', field: '.parts[name="x"].image' }],
  )
})
