/** What only the journal has is read from there, and is never lost by what replaces it. @module */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { formatJson, type JsonObject } from '@sluice/base/json'
import { Journal } from './journal.ts'
import { Store } from './store.ts'
import type { Stored } from './stored.ts'
import { textsOf } from './texts-of.ts'

const named = (name: string, value: number) => ({
  kind: 'Thing',
  apiVersion: 'v1',
  metadata: { name, namespace: 'ns', labels: { group: String(value % 3) } },
  value,
})

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'away-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function forgetAll(store: Store): void {
  store.forgetUnused(0)
  store.forgetUnused(0)
}

test('an object that nobody uses is in the journal alone, and reads as before', async t => {
  const store = new Store(new Journal(await folderOf(t)))
  const { stored, durable } = store.put('things', named('a', 1), undefined)
  const { object, text } = stored
  forgetAll(store)
  assert.equal(stored.isTextAway, false, 'what is not durable yet stays')
  await durable
  forgetAll(store)
  assert.equal(stored.isTextAway, true)
  assert.equal(stored.text, text)
  assert.deepEqual(stored.labels, { group: '1' })
  assert.deepEqual(stored.object, object)
  await store.close()
})

test('every version of random writes can be read, whatever was forgotten, replaced and deleted meanwhile', async t => {
  const store = new Store(new Journal(await folderOf(t)))
  const written: (readonly [Stored, JsonObject])[] = []
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const steps = [
    () => {
      const name = `n${random(8)}`
      const { stored } = store.put('things', named(name, random(99)), store.get('things', 'ns', name))
      written.push([stored, stored.object])
    },
    () => {
      const stored = store.get('things', 'ns', `n${random(8)}`)
      if (stored) written.push([store.delete('things', stored).stored, stored.object])
    },
    () => store.forgetUnused(0),
    () => new Promise(resolve => setImmediate(resolve)),
  ]
  for (let i = 0; i < 2000; i++) await steps[random(steps.length)]?.()
  await new Promise(resolve => setImmediate(resolve))
  forgetAll(store)
  for (const [stored, { value }] of written) assert.equal(stored.object['value'], value)
  forgetAll(store)
  const texts = [...textsOf(written.map(([stored]) => stored))]
  assert.deepEqual(
    texts.map(([, text]) => text),
    written.map(([stored]) => formatJson(stored.object)),
  )
  assert.ok(store.list('things').length > 0)
  await store.close()
})

test('Journal takes over a file that has objects by their names', async t => {
  const folder = await folderOf(t)
  const old = new DatabaseSync(join(folder, 'objects.db'))
  old.exec(`
    CREATE TABLE objects (
      kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
      object TEXT NOT NULL, uid TEXT, linked INTEGER, PRIMARY KEY (kind, namespace, name)
    ) WITHOUT ROWID;
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO facts VALUES ('version', '9');
  `)
  const insert = old.prepare('INSERT INTO objects VALUES (?, ?, ?, ?, ?, NULL, NULL)')
  const owned = { metadata: { name: 'b', namespace: 'ns', ownerReferences: [{ uid: 'u' }] } }
  insert.run('things', 'ns', 'b', 8, formatJson(owned))
  insert.run('things', 'ns', 'a', 9, formatJson(named('a', 4)))
  old.close()

  for (let opening = 0; opening < 2; opening++) {
    const store = new Store(new Journal(folder))
    const found = store.list('things').map(({ name, isLinked, labels }) => [name, isLinked, labels])
    assert.deepEqual(found, [
      ['a', false, { group: '1' }],
      ['b', true, {}],
    ])
    assert.ok(store.version > 9)
    await store.close()
  }
})
