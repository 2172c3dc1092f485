import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditionErrors, keepDecisions, stampConditions } from './certificate-conditions.ts'

const holding = (...conditions: { type: string; status?: string; message?: string }[]) => ({
  status: { conditions: conditions.map(each => ({ status: 'True', ...each })) },
})
const textsOf = (...args: Parameters<typeof conditionErrors>) =>
  [...conditionErrors(...args)].map(error => `${error.field}: ${error.detail}`)

test('conditionErrors() lets only an approval decide', () => {
  const approved = holding({ type: 'Approved' })
  assert.deepEqual(textsOf(approved, holding(), true), [])
  assert.match(textsOf(approved, holding(), false).join(), /may not add a condition of type "Approved"/)
})

test('conditionErrors() lets nobody take a decision back or decide both ways', () => {
  const approved = holding({ type: 'Approved' })
  assert.match(textsOf(holding(), approved, true).join(), /may not remove a condition of type "Approved"/)
  const both = holding({ type: 'Approved' }, { type: 'Denied' })
  assert.match(textsOf(both, approved, true).join(), /mutually exclusive/)
})

test('conditionErrors() knows a decision as nothing but true', () => {
  const errors = textsOf(holding({ type: 'Denied', status: 'False' }), holding(), true)
  assert.match(errors.join(), /status.conditions\[0\].status: supported values: "True"/)
})

test('stampConditions() keeps the time of a state that lasts', () => {
  const old = {
    status: { conditions: [{ type: 'A', status: 'True', lastTransitionTime: '2030-01-01T00:00:00Z' }] },
  }
  const draft = holding({ type: 'A' }, { type: 'B' })
  stampConditions(draft, old, new Date('2030-02-02T00:00:00Z'))
  const times = draft.status.conditions.map(each => 'lastTransitionTime' in each && each.lastTransitionTime)
  assert.deepEqual(times, ['2030-01-01T00:00:00Z', '2030-02-02T00:00:00Z'])
})

test('keepDecisions() puts back what was decided', () => {
  const draft = holding({ type: 'Approved', message: 'changed' })
  keepDecisions(draft, holding({ type: 'Approved', message: 'first' }))
  assert.equal(draft.status.conditions[0]?.message, 'first')
})
