import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { clientSidePatch } from './three-way.ts'

const typed = (spec: JsonValue): JsonObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', spec })
const pods = (...containers: JsonValue[]) => typed({ template: { spec: { containers } } })
const custom = (spec: JsonValue): JsonObject => ({ apiVersion: 'example.com/v1', kind: 'Thing', spec })

const cases: readonly {
  readonly does: string
  readonly original: JsonObject
  readonly wanted: JsonObject
  readonly live: JsonObject
  readonly gives: JsonValue | undefined
}[] = [
  {
    does: 'is nothing where all is as wanted, whatever others have added',
    original: typed({ replicas: 1 }),
    wanted: typed({ replicas: 1 }),
    live: { ...typed({ replicas: 1, paused: false }), status: {} },
    gives: undefined,
  },
  {
    does: 'puts back what somebody changed',
    original: typed({ replicas: 1 }),
    wanted: typed({ replicas: 1 }),
    live: typed({ replicas: 5 }),
    gives: { spec: { replicas: 1 } },
  },
  {
    does: 'removes what only the old manifest said',
    original: typed({ replicas: 1, paused: true }),
    wanted: typed({ replicas: 1 }),
    live: typed({ replicas: 1, paused: true, minReadySeconds: 3 }),
    gives: { spec: { paused: null } },
  },
  {
    does: 'merges containers by name, and keeps one that was injected',
    original: pods({ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:1' }),
    wanted: pods({ name: 'a', image: 'a:2' }),
    live: pods(
      { name: 'a', image: 'a:1', tty: true },
      { name: 'b', image: 'b:1' },
      { name: 'mesh', image: 'm' },
    ),
    gives: {
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'a', image: 'a:2', tty: true },
              { name: 'mesh', image: 'm' },
            ],
          },
        },
      },
    },
  },
  {
    does: 'knows ports without a protocol again',
    original: pods({ name: 'a', ports: [{ containerPort: 80 }] }),
    wanted: pods({ name: 'a', ports: [{ containerPort: 80, name: 'web' }] }),
    live: pods({ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP' }] }),
    gives: {
      spec: {
        template: {
          spec: {
            containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP', name: 'web' }] }],
          },
        },
      },
    },
  },
  {
    does: 'leaves what somebody changed in a custom resource',
    original: custom({ size: 1, color: 'red' }),
    wanted: custom({ size: 1, color: 'blue' }),
    live: custom({ size: 9, color: 'red' }),
    gives: { spec: { color: 'blue' } },
  },
]
for (const { does, original, wanted, live, gives } of cases) {
  test(`clientSidePatch() ${does}`, () => {
    assert.deepEqual(clientSidePatch({ original, wanted, live }), gives)
  })
}

test('clientSidePatch() writes all of a custom resource that is taken over', () => {
  const wanted = custom({ size: 1 })
  assert.deepEqual(clientSidePatch({ original: wanted, wanted, live: custom({ size: 9 }) }), {
    spec: { size: 1 },
  })
})
