import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Store, VersionConflict } from './store.ts'
import type { Change } from './stored.ts'

const named = (name: string, namespace = 'ns') => ({
  kind: 'Thing',
  apiVersion: 'v1',
  metadata: { name, namespace },
})

test('Store versions everything with one counter', () => {
  const store = new Store()
  const first = store.put('things', named('a'), undefined).stored
  const second = store.put('others', named('a'), undefined).stored
  assert.ok(second.version > first.version)
  assert.equal(second.metadata['resourceVersion'], String(second.version))
})

test('Store.put() refuses where something else is stored than expected', () => {
  const store = new Store()
  const first = store.put('things', named('a'), undefined).stored
  store.put('things', named('a'), first)
  assert.throws(() => store.put('things', named('a'), first), VersionConflict)
  assert.throws(() => store.put('things', named('a'), undefined), VersionConflict)
})

test('Store.list() sorts by namespace and name as bytes, and keeps namespaces apart', () => {
  const store = new Store()
  for (const [name, namespace] of [
    ['b', 'x'],
    ['a.1', 'x'],
    ['a-1', 'x'],
    ['a', 'x'],
    ['z', 'x-y'],
  ] as const) {
    store.put('things', named(name, namespace), undefined)
  }
  assert.deepEqual(
    store.list('things', 'x').map(each => each.name),
    ['a', 'a-1', 'a.1', 'b'],
  )
  assert.deepEqual(
    store.list('things').map(each => each.key),
    ['x-y/z', 'x/a', 'x/a-1', 'x/a.1', 'x/b'],
  )
})

test('Collection.listAt() is the list as it was', () => {
  const store = new Store()
  const a = store.put('things', named('a'), undefined).stored
  const then = store.version
  store.put('things', named('b'), undefined)
  store.delete('things', a)
  assert.deepEqual(
    store
      .collection('things')
      .listAt('', then)
      ?.map(each => each.name),
    ['a'],
  )
  assert.deepEqual(
    store.list('things').map(each => each.name),
    ['b'],
  )
})

test('Store.compact() forgets what was before', () => {
  const store = new Store()
  store.put('things', named('a'), undefined)
  const then = store.version
  store.put('things', named('b'), undefined)
  store.compact(store.version)
  assert.equal(store.collection('things').changesSince(then), undefined)
  assert.equal(store.collection('things').listAt('', then), undefined)
  assert.deepEqual(store.collection('things').changesSince(store.version), [])
})

test('Store.listen() tells each change, a deletion at its own version', () => {
  const store = new Store()
  const seen: Change[] = []
  const stop = store.listen('things', change => seen.push(change))
  const { stored } = store.put('things', named('a'), undefined)
  const gone = store.delete('things', stored).stored
  stop()
  store.put('things', named('b'), undefined)
  assert.deepEqual(
    seen.map(change => [change.now?.name, change.last?.version]),
    [
      ['a', undefined],
      [undefined, gone.version],
    ],
  )
  assert.ok(gone.version > stored.version)
})
