import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { type LogOptions, logsOf } from './logs.ts'

const pod = (state: JsonObject, more: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p', annotations: { 'sandbox.sluice.dev/logs': 'one\ntwo\nthree' } },
  spec: { containers: [{ name: 'c' }] },
  status: { containerStatuses: [{ name: 'c', containerID: 'x', state, ...more }] },
})
const running = pod({ running: { startedAt: '2026-01-01T00:00:00Z' } })

const cases: readonly { does: string; options: LogOptions; gives: string }[] = [
  { does: 'shows everything', options: {}, gives: 'one\ntwo\nthree\n' },
  { does: 'shows the last lines', options: { tailLines: 1 }, gives: 'three\n' },
  { does: 'shows no line', options: { tailLines: 0 }, gives: '' },
  { does: 'shows the first bytes', options: { limitBytes: 5 }, gives: 'one\nt' },
  {
    does: 'shows when lines were written',
    options: { tailLines: 1, timestamps: true },
    gives: '2026-01-01T00:00:00.000000000Z three\n',
  },
  { does: 'leaves out what is older', options: { since: Date.parse('2026-01-01T00:00:01Z') }, gives: '' },
]
for (const { does, options, gives } of cases) {
  test(`logsOf() ${does}`, () => assert.equal(logsOf(running, options), gives))
}

test('logsOf() has nothing of a container before it was started again, unless it was', () => {
  assert.throws(() => logsOf(running, { previous: true }), {
    message: 'previous terminated container "c" in pod "p" not found',
  })
  const lastState = { terminated: { startedAt: '2026-01-01T00:00:00Z' } }
  const crashed = pod({ waiting: { reason: 'CrashLoopBackOff' } }, { lastState })
  assert.equal(logsOf(crashed, { previous: true, tailLines: 1 }), 'three\n')
})

test('logsOf() says what a container waits for', () => {
  const waiting = pod({ waiting: { reason: 'ContainerCreating' } }, { containerID: undefined })
  assert.throws(() => logsOf(waiting, {}), {
    message: 'container "c" in pod "p" is waiting to start: ContainerCreating',
  })
})
