import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Recent } from './recent.ts'
import { Store } from './store.ts'
import { StoreContext } from './store-context.ts'
import { Stored } from './stored.ts'

function something(weight: number) {
  return {
    era: 0,
    weight,
    forgotten: 0,
    forget(): void {
      this.forgotten++
    },
  }
}

test('what was used in neither of the last two eras forgets', () => {
  const recent = new Recent(10)
  const [old, busy] = [something(6), something(6)]
  recent.use(old)
  for (let i = 0; i < 4; i++) {
    recent.use(busy)
    recent.use(something(5))
  }
  assert.equal(old.forgotten, 1)
  assert.equal(busy.forgotten, 0)
})

test('what is used often counts once an era', () => {
  const recent = new Recent(10)
  const [one, other] = [something(6), something(1)]
  for (let i = 0; i < 100; i++) recent.use(one)
  recent.use(other)
  assert.deepEqual([one.era, other.era], [1, 1])
})

test('Recent.turnAbove() has what is not used forget, where there is much of it', () => {
  const recent = new Recent(100)
  const one = something(6)
  recent.use(one)
  for (let i = 0; i < 3; i++) recent.turnAbove(6)
  assert.equal(one.forgotten, 0)
  for (let i = 0; i < 3; i++) recent.turnAbove(5)
  assert.equal(one.forgotten, 1)
})

test('an object that was forgotten is as it was', () => {
  const object = {
    kind: 'A',
    apiVersion: 'v1',
    metadata: { name: 'a', uid: 'u', labels: { a: 'b' } },
    n: 1e21,
  }
  const stored = Stored.of({ namespace: '', name: 'a', version: 7 }, object, new StoreContext(10))
  const { text } = stored
  stored.forget()
  assert.deepEqual([stored.uid, stored.labels, stored.isLinked], ['u', { a: 'b' }, false])
  assert.deepEqual(stored.object, object)
  assert.equal(stored.text, text)
})

test('a store whose objects are many gives each as it was written', () => {
  const store = new Store()
  const data = 'x'.repeat(100_000)
  const of = (i: number) => ({ metadata: { name: `c${i}`, labels: { n: String(i) } }, data: { [i]: data } })
  for (let i = 0; i < 400; i++) store.put('configmaps', of(i), undefined)
  for (const i of [0, 200, 399]) {
    const stored = store.get('configmaps', '', `c${i}`)
    assert.deepEqual(stored?.labels, { n: String(i) })
    assert.deepEqual(stored?.object['data'], { [i]: data })
  }
})
