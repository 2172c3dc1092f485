import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pauseLeft } from './pause.ts'

const now = new Date('2026-01-01T00:01:00Z')
const pod = (phase: string, finishedAt: string) => ({
  status: { phase, containerStatuses: [{ state: { terminated: { finishedAt } } }] },
})
const failed = (count: number) => Array.from({ length: count }, () => pod('Failed', '2026-01-01T00:01:00Z'))

const cases = [
  { does: 'is nothing without failures', pods: [pod('Succeeded', '2026-01-01T00:01:00Z')], left: 0 },
  { does: 'is short after one failure', pods: failed(1), left: 50 },
  { does: 'doubles with every failure', pods: failed(4), left: 400 },
  { does: 'has an end', pods: failed(20), left: 5000 },
  {
    does: 'forgets what failed before a success',
    pods: [pod('Failed', '2026-01-01T00:00:58Z'), pod('Succeeded', '2026-01-01T00:00:59Z')],
    left: 0,
  },
  { does: 'passes', pods: [pod('Failed', '2026-01-01T00:00:59Z')], left: 0 },
] as const
for (const { does, pods, left } of cases) {
  test(`pauseLeft() ${does}`, () => assert.equal(pauseLeft(pods, now), left))
}
