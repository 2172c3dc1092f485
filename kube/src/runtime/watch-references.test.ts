import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kind } from '../meta/index.ts'
import type { SecondaryWatch } from './definition.ts'
import { ObjectStore } from './object-store.ts'
import {
  type Dependent,
  referenceKey,
  watchConfigs,
  watchDependencies,
  watchSource,
} from './watch-references.ts'

const things = new Kind<Dependent>({
  group: 'test.dev',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  namespaced: true,
})

/** An object named `name`, whose Ready says `reason`. */
function thing(name: string, reason: string, readyExpr = ''): Dependent {
  return {
    apiVersion: 'test.dev/v1',
    kind: 'Thing',
    metadata: { name, namespace: 'ns', resourceVersion: '2' },
    spec: { dependsOn: [{ readyExpr }] },
    status: {
      conditions: [{ type: 'Ready', status: 'False', reason, message: '', lastTransitionTime: '' }],
    },
  }
}

const older = (object: Dependent): Dependent => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: '1' },
})

/** Whom a change wakes of all that refer to what has changed. */
function woken(
  watch: SecondaryWatch<Dependent, never> | undefined,
  [now, before]: readonly [Dependent, Dependent | undefined],
  users: readonly Dependent[],
): readonly string[] {
  const { when, map } = watch as unknown as SecondaryWatch<Dependent, Dependent>
  const store = new ObjectStore<Dependent>()
  for (const index of ['source', 'dependency', 'config'])
    store.addIndex(index, () => [
      referenceKey({ namespace: 'ns', name: 'it' }),
      referenceKey({ kind: 'Thing', namespace: 'ns', name: 'it' }),
      referenceKey({ kind: 'ConfigMap', namespace: 'ns', name: 'it' }),
    ])
  for (const user of users) store.put(user)
  return when?.(now, before) ? map(now, store).map(({ name }) => name) : []
}

test('watchSource() wakes users of what is newly offered, but not those that have it', () => {
  const watch = watchSource<Dependent, Dependent>(things, {
    offers: source => source.metadata.resourceVersion,
    hasTried: user => user.metadata.name === 'done',
  })
  const it = thing('it', '')
  const users = [thing('a', ''), thing('done', '')]
  assert.deepEqual(woken(watch, [it, undefined], users), ['a'])
  assert.deepEqual(woken(watch, [it, older(it)], users), ['a'])
  assert.deepEqual(woken(watch, [it, it], users), [])
})

for (const { isReady, wakes } of [
  { isReady: true, wakes: ['waits', 'asks'] },
  { isReady: false, wakes: ['asks'] },
]) {
  test(`watchDependencies() wakes who waits for one that is ${isReady ? '' : 'not '}ready`, () => {
    const watch = watchDependencies(things, { isReady: () => isReady, waiting: 'NotYet' })
    const it = thing('it', '')
    const users = [thing('waits', 'NotYet'), thing('works', 'Working'), thing('asks', 'NotYet', 'true')]
    assert.deepEqual(woken(watch, [it, older(it)], users), wakes)
    assert.deepEqual(woken(watch, [it, it], users), [])
  })
}

test('watchConfigs() wakes readers of what has changed, not of what is seen for the first time', () => {
  const [configMaps] = watchConfigs<Dependent>()
  assert.equal(configMaps?.labelSelector, 'reconcile.fluxcd.io/watch=Enabled')
  const it = thing('it', '')
  assert.deepEqual(woken(configMaps, [it, older(it)], [thing('a', '')]), ['a'])
  assert.deepEqual(woken(configMaps, [it, undefined], [thing('a', '')]), [])
})
