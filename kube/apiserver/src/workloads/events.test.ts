import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventLog } from './events.ts'

const web = { kind: 'Deployment', metadata: { name: 'web', namespace: 'ns', uid: 'u1' } }
const said = (message: string) => ({ reason: 'Scaled', message })

test('EventLog counts what happens again, under the name it had', () => {
  const log = new EventLog()
  const first = log.observe(web, said('up'), 1000)
  const again = log.observe(web, said('up'), 5000)
  const other = log.observe(web, said('down'), 5000)

  assert.equal(first?.count, 1)
  assert.deepEqual(again, { ...first, count: 2 })
  assert.equal(other?.count, 1)
  assert.notEqual(other?.name, first?.name)
})

test('EventLog tells what comes in ten variants as one event', () => {
  const log = new EventLog()
  for (let i = 0; i < 9; i++) assert.equal(log.observe(web, said(`to ${i}`), i)?.message, `to ${i}`)
  const tenth = log.observe(web, said('to 9'), 9)
  const next = log.observe(web, said('to 10'), 10)

  assert.equal(tenth?.message, '(combined from similar events): to 9')
  assert.deepEqual([next?.name, next?.count], [tenth?.name, 2])
  assert.equal(log.observe(web, said('much later'), 900_000)?.message, 'much later')
})

test('EventLog lets 25 events about an object through at once, then one in five minutes', () => {
  const log = new EventLog()
  const told = Array.from({ length: 30 }, () => log.observe(web, said('again'), 0)).filter(Boolean)
  assert.equal(told.length, 25)
  assert.equal(log.observe(web, said('again'), 299_000), undefined)
  assert.equal(log.observe(web, said('again'), 301_000)?.count, 32)
})
