import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Condition } from '../meta/index.ts'
import { Conditions } from './conditions.ts'

const early = Date.parse('2026-01-01T00:00:00Z')
const late = Date.parse('2026-01-02T00:00:00Z')

function condition(type: string, facts: Partial<Condition> = {}): Condition {
  const usual = {
    status: 'True',
    reason: 'R',
    message: 'm',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  } as const
  return { type, ...usual, observedGeneration: 1, ...facts }
}

const changes = [
  { what: 'status', facts: { status: 'False', reason: 'R', message: 'm' }, moves: true },
  { what: 'reason', facts: { status: 'True', reason: 'S', message: 'm' }, moves: true },
  { what: 'message', facts: { status: 'True', reason: 'R', message: 'n' }, moves: true },
  { what: 'nothing', facts: { status: 'True', reason: 'R', message: 'm' }, moves: false },
] as const
for (const { what, facts, moves } of changes) {
  test(`Conditions.set() ${moves ? 'moves' : 'keeps'} the transition time when ${what} changes`, () => {
    const before = [condition('Ready')]
    const conditions = new Conditions(before, 2)
    conditions.set({ type: 'Ready', ...facts }, late)
    const [ready] = conditions.list(before)
    assert.equal(ready?.lastTransitionTime, moves ? '2026-01-02T00:00:00Z' : '2026-01-01T00:00:00Z')
    assert.equal(ready?.observedGeneration, 2)
  })
}

test('Conditions.list() keeps the time of a condition that went and came back unwritten', () => {
  const before = [condition('Ready')]
  const conditions = new Conditions(before, 1)
  conditions.set({ type: 'Ready', status: 'Unknown', reason: 'Progressing', message: '' }, late)
  conditions.set({ type: 'Ready', status: 'True', reason: 'R', message: 'm' }, late)
  assert.deepEqual(conditions.list(before), before)
})

test('Conditions.list() puts Stalled, Reconciling, Ready first, then higher generations, then types', () => {
  const conditions = new Conditions([], 3)
  for (const type of ['Zeta', 'Ready', 'Alpha', 'Stalled', 'Reconciling']) {
    conditions.set({ type, status: 'True', reason: 'R', message: '' }, early)
  }
  const stored = [
    condition('Older', { observedGeneration: 2 }),
    condition('Newer', { observedGeneration: 9 }),
  ]
  const types = conditions.list(stored).map(({ type }) => type)
  assert.deepEqual(types, ['Stalled', 'Reconciling', 'Ready', 'Newer', 'Alpha', 'Zeta', 'Older'])
})

test('Conditions.list() keeps what others wrote and drops what we removed', () => {
  const conditions = new Conditions([condition('Mine')], 1)
  conditions.remove('Mine')
  const stored = [condition('Mine'), condition('Theirs', { message: 'new' })]
  assert.deepEqual(conditions.list(stored), [condition('Theirs', { message: 'new' })])
})

test('Conditions.set() cuts a message longer than an API server takes', () => {
  const conditions = new Conditions([], 1)
  conditions.set({ type: 'Ready', status: 'False', reason: 'R', message: 'x'.repeat(40_000) }, early)
  assert.equal(conditions.get('Ready')?.message.length, 32_768)
})
