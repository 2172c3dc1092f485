import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, type Flag, readFlags } from './flags.ts'

const flags: readonly Flag[] = [
  { name: 'concurrent', default: '4', help: '' },
  { name: 'wait', env: 'WAIT', default: '30s', help: '' },
  { name: 'strict', default: 'false', help: '' },
  { name: 'names', default: '', help: '' },
  { name: 'feature-gates', default: '', help: '' },
]
const gates = { known: { New: false, Old: true }, idle: ['Idle'] }

test('readFlags() takes arguments before the environment, and that before defaults', () => {
  assert.equal(readFlags(flags, []).duration('wait'), 30_000)
  assert.equal(readFlags(flags, [], { WAIT: '1m' }).duration('wait'), 60_000)
  assert.equal(readFlags(flags, ['--wait=2m'], { WAIT: '1m' }).duration('wait'), 120_000)
})

test('readFlags() reads counts, truths, lists and gates', () => {
  const values = readFlags(flags, ['--strict=true', '--names=a, b,', '--feature-gates=New=true,Idle=x'])
  assert.equal(values.count('concurrent'), 4)
  assert.equal(values.isOn('strict'), true)
  assert.deepEqual(values.list('names'), ['a', 'b'])
  const isOn = values.gates(gates)
  assert.deepEqual([isOn('New'), isOn('Old')], [true, true])
})

const mistakes = [
  { args: ['--none=1'], read: () => {} },
  { args: ['--wait=soon'], read: (values: ReturnType<typeof readFlags>) => values.duration('wait') },
  { args: ['--concurrent=0'], read: (values: ReturnType<typeof readFlags>) => values.count('concurrent') },
  { args: ['--strict=yes'], read: (values: ReturnType<typeof readFlags>) => values.isOn('strict') },
  {
    args: ['--feature-gates=Other=true'],
    read: (values: ReturnType<typeof readFlags>) => values.gates(gates),
  },
  { args: ['--feature-gates=New=on'], read: (values: ReturnType<typeof readFlags>) => values.gates(gates) },
]
for (const { args, read } of mistakes) {
  test(`readFlags() refuses ${args.join(' ')}`, () => {
    assert.throws(() => read(readFlags(flags, args)), ConfigError)
  })
}
