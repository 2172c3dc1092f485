import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, MemoryCluster, settle } from '@sluice/testing'
import { KubeError, type WatchEvent, type WatchOptions } from '../client/index.ts'
import { Kind, type KubeObject } from '../meta/index.ts'
import type { CacheChange } from './cache.ts'
import { Informer } from './informer.ts'
import { silentLog } from './log.ts'

const ConfigMap = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
})

function configMap(name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ns', labels } }
}

function informerOver(client: MemoryCluster, clock = new FakeClock()) {
  const informer = new Informer(ConfigMap, { client, clock, log: silentLog, random: () => 0.5 })
  const changes: string[] = []
  informer.subscribe(({ type, object }: CacheChange<KubeObject>) =>
    changes.push(`${type} ${object.metadata.name}`),
  )
  return { informer, changes, clock }
}

test('Informer tells what is there, then every change', async t => {
  const cluster = new MemoryCluster({ objects: [configMap('a')] })
  const { informer, changes } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await informer.whenSynced()
  await cluster.create(configMap('b'))
  await cluster.patch(ConfigMap, 'ns', 'a', { type: 'merge', body: { data: { x: '1' } } })
  await cluster.delete(ConfigMap, 'ns', 'b')
  await settle()
  assert.deepEqual(changes, ['added a', 'added b', 'changed a', 'removed b'])
  assert.equal(informer.get('ns', 'a')?.['data'] !== undefined, true)
  assert.equal(informer.get('ns', 'b'), undefined)
})

test('Informer looks objects up by an index that follows changes', async t => {
  const cluster = new MemoryCluster({ objects: [configMap('a', { app: 'x' }), configMap('b', { app: 'x' })] })
  const { informer } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.addIndex('app', object => [object.metadata.labels?.['app'] ?? ''])
  informer.start()
  await informer.whenSynced()
  await cluster.patch(ConfigMap, 'ns', 'b', { type: 'merge', body: { metadata: { labels: { app: 'y' } } } })
  await settle()
  assert.deepEqual(
    informer.byIndex('app', 'x').map(object => object.metadata.name),
    ['a'],
  )
  assert.deepEqual(
    informer.byIndex('app', 'y').map(object => object.metadata.name),
    ['b'],
  )
})

test('Informer.observe() takes a newer state of what it knows, and brings back nothing that is gone', async t => {
  const cluster = new MemoryCluster({ objects: [configMap('a')] })
  const { informer, changes } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await informer.whenSynced()
  const written = await cluster.patch(ConfigMap, 'ns', 'a', { type: 'merge', body: { data: { x: '1' } } })
  informer.observe(written)
  assert.deepEqual(changes, ['added a', 'changed a'])
  await settle()
  assert.deepEqual(changes, ['added a', 'changed a'], 'the watch tells what is known already')
  await cluster.delete(ConfigMap, 'ns', 'a')
  await settle()
  informer.observe(written)
  assert.equal(informer.get('ns', 'a'), undefined)
})

/** A cluster whose watches can be made to end. */
class BreakingCluster extends MemoryCluster {
  readonly watches: WatchOptions[] = []
  break: (error: Error) => void = () => {}
  refusals: Error[] = []

  override async *watch(kind: Kind<KubeObject>, options: WatchOptions = {}): AsyncGenerator<WatchEvent> {
    this.watches.push(options)
    const refusal = this.refusals.shift()
    if (refusal) throw refusal
    const broken = new Promise<never>((_, reject) => (this.break = reject))
    broken.catch(() => {})
    const events = super.watch(kind, options)
    for (;;) {
      const next = await Promise.race([events.next(), broken])
      if (next.done) return
      yield next.value
    }
  }
}

test('Informer goes on from the last version it saw when a watch breaks', async t => {
  const cluster = new BreakingCluster({ objects: [configMap('a')] })
  const { informer, clock } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await informer.whenSynced()
  const version = informer.version
  cluster.break(new Error('connection reset'))
  await clock.advance(1000)
  assert.equal(cluster.watches.length, 2)
  assert.equal(cluster.watches[1]?.resourceVersion, version)
  assert.equal(cluster.watches[1]?.sendInitialEvents, undefined)
})

test('Informer begins anew, and tells what went meanwhile, when the version is too old', async t => {
  const cluster = new BreakingCluster({ objects: [configMap('a'), configMap('b')] })
  const { informer, clock, changes } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await informer.whenSynced()
  cluster.break(new KubeError({ code: 410, reason: 'Expired', message: 'too old resource version' }))
  await settle()
  await cluster.delete(ConfigMap, 'ns', 'b')
  await clock.advance(1000)
  assert.equal(cluster.watches[1]?.sendInitialEvents, true)
  assert.deepEqual(changes, ['added a', 'added b', 'removed b'])
})

test('Informer lists first on a server that knows no watch with initial events', async t => {
  const cluster = new BreakingCluster({ objects: [configMap('a')] })
  cluster.refusals.push(
    new KubeError({ code: 422, reason: 'Invalid', message: 'sendInitialEvents is forbidden' }),
  )
  const { informer, clock } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await clock.advance(100)
  assert.equal(informer.synced, true)
  assert.deepEqual(
    cluster.requests.map(request => request.verb).filter(verb => verb === 'list'),
    ['list'],
  )
  assert.equal(informer.get('ns', 'a')?.metadata.name, 'a')
})

test('Informer counts a kind that is not served as having no objects, and asks again', async t => {
  const cluster = new BreakingCluster({ objects: [configMap('a')] })
  cluster.refusals.push(
    new KubeError({
      code: 404,
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    }),
  )
  const { informer, clock } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await informer.whenSynced()
  assert.equal(informer.list().length, 0)
  await clock.advance(1000)
  assert.equal(informer.list().length, 1)
})

test('Informer takes what there is, older or not, from a server that was set back', async t => {
  const cluster = new BreakingCluster({ objects: [configMap('a'), configMap('b')] })
  const { informer, clock, changes } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await informer.whenSynced()
  cluster.seed({ ...configMap('a'), metadata: { ...configMap('a').metadata, uid: 'other' } })
  cluster.break(
    new KubeError({ code: 504, reason: 'Timeout', message: 'Too large resource version: 9, current: 1' }),
  )
  await clock.advance(1000)
  assert.equal(informer.epoch, 1)
  assert.equal(informer.get('ns', 'a')?.metadata.uid, 'other')
  assert.ok(changes.includes('removed a'))
})

test('Informer keeps what it knows while a server that starts does not serve the kind yet', async t => {
  const missing = () =>
    new KubeError({
      code: 404,
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    })
  const cluster = new BreakingCluster({ objects: [configMap('a')] })
  const { informer, clock, changes } = informerOver(cluster)
  t.after(() => informer.stop())
  informer.start()
  await informer.whenSynced()
  cluster.refusals.push(missing(), missing())
  cluster.break(new Error('connection reset'))
  await clock.advance(5000)
  assert.deepEqual(changes, ['added a'])
  cluster.refusals.push(...Array.from({ length: 20 }, missing))
  cluster.break(new Error('connection reset'))
  await clock.advance(60_000)
  assert.deepEqual(changes, ['added a', 'removed a'])
})
