import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Journal } from './journal.ts'
import { Store } from './store.ts'

const named = (name: string, value: string | bigint) => ({ metadata: { name, namespace: 'ns' }, value })

test('Journal keeps what was acknowledged, with its versions, though the process never closed it', async t => {
  const dataDir = await mkdtemp(join(tmpdir(), 'journal-'))
  t.after(() => rm(dataDir, { recursive: true, force: true }))
  const store = new Store(new Journal(dataDir))
  const writes = ['a', 'b', 'c'].map(name => store.put('things', named(name, 9007199254740993n), undefined))
  await Promise.all(writes.map(write => write.durable))
  const [first] = writes
  assert.ok(first)
  await store.delete('things', first.stored).durable

  const again = new Store(new Journal(dataDir))

  assert.deepEqual(
    again.list('things').map(each => each.name),
    ['b', 'c'],
  )
  assert.equal(again.get('things', 'ns', 'b')?.version, writes[1]?.stored.version)
  assert.equal(again.get('things', 'ns', 'b')?.object['value'], 9007199254740993n)
  assert.ok(again.version > store.version, 'versions go on, none is given twice')
})

test('Journal tells watchers only what is durable', async t => {
  const dataDir = await mkdtemp(join(tmpdir(), 'journal-'))
  t.after(() => rm(dataDir, { recursive: true, force: true }))
  const store = new Store(new Journal(dataDir))
  const order: string[] = []
  store.listen('things', () => order.push('told'))
  const { durable } = store.put('things', named('a', 'x'), undefined)
  order.push('in memory')
  await durable
  assert.deepEqual(order, ['in memory', 'told'])
  await store.close()
})
