import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HelmSnapshot } from '@sluice/api/helm'
import { chartOf, hasBeenTested, latestOf, newest, previousOf, releaseOf, truncated } from './history.ts'

function snapshot(version: number, status: string, phases?: readonly string[]): HelmSnapshot {
  const hooks = phases?.map((phase, i) => [`test-${i}`, { phase }] as const)
  return {
    digest: '',
    name: 'app',
    namespace: 'ns',
    version,
    status,
    chartName: 'chart',
    chartVersion: '1.0.0',
    configDigest: '',
    firstDeployed: '',
    lastDeployed: '',
    ...(hooks ? { testHooks: Object.fromEntries(hooks) } : {}),
  }
}

const versions = (history: readonly HelmSnapshot[]) => history.map(({ version }) => version)
const counting = { ignoreTests: false }
const ignoring = { ignoreTests: true }

test('latestOf() and previousOf() go by the number of the release', () => {
  const history = [
    snapshot(2, 'superseded'),
    snapshot(4, 'failed'),
    snapshot(3, 'failed'),
    snapshot(1, 'superseded'),
  ]
  assert.equal(latestOf(history)?.version, 4)
  assert.equal(previousOf(history, counting)?.version, 2)
  assert.equal(latestOf([]), undefined)
  assert.equal(previousOf([snapshot(1, 'deployed')], counting), undefined)
})

test('previousOf() passes over releases whose tests failed, unless tests do not count', () => {
  const history = [
    snapshot(3, 'failed'),
    snapshot(2, 'superseded', ['Failed']),
    snapshot(1, 'superseded', ['Succeeded']),
  ]
  assert.equal(previousOf(history, counting)?.version, 1)
  assert.equal(previousOf(history, ignoring)?.version, 2)
})

test('truncated() keeps what one could go back to, or the last five', () => {
  const good = [snapshot(3, 'deployed'), snapshot(2, 'superseded'), snapshot(1, 'superseded')]
  assert.deepEqual(versions(truncated(good, counting)), [3, 2])
  const bad = Array.from({ length: 7 }, (_, i) => snapshot(i + 1, 'failed'))
  assert.deepEqual(versions(truncated(bad, counting)), [7, 6, 5, 4, 3])
  assert.deepEqual(versions(newest(bad)), [7, 6, 5, 4, 3])
})

const tested = [
  { phases: undefined, is: false },
  { phases: [], is: true },
  { phases: ['Succeeded', 'Succeeded'], is: true },
  { phases: ['Succeeded', 'Failed'], is: true },
  { phases: ['Succeeded', 'Unknown'], is: false },
]
for (const { phases, is } of tested) {
  test(`hasBeenTested() of tests in ${JSON.stringify(phases)} is ${is}`, () => {
    assert.equal(hasBeenTested(snapshot(1, 'deployed', phases)), is)
  })
}

test('releaseOf() and chartOf() name a snapshot as people see it', () => {
  assert.equal(releaseOf(snapshot(2, 'deployed')), 'ns/app.v2')
  assert.equal(chartOf(snapshot(2, 'deployed')), 'chart@1.0.0')
})
