import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { HelmReleaseSpec } from '@sluice/api/helm'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { chartOf, TestCase } from '../../test/test-case.ts'
import { secrets } from './record-index.ts'

const configMaps = new Kind<KubeObject>({ ...secrets, kind: 'ConfigMap', plural: 'configmaps' })
const record = (version: number) => `sh.helm.release.v1.web.v${version}`

/** A release that was installed, and seen at rest once. */
async function atRest(t: TestContext, spec: Partial<HelmReleaseSpec> = {}): Promise<TestCase> {
  const ended = new AbortController()
  t.after(() => ended.abort())
  const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n'
  const story = new TestCase({
    chart: chartOf('1.0.0', { 'templates/other.yaml': other }),
    spec,
    watchedUntil: ended.signal,
  })
  await story.reconcile()
  await story.reconcile()
  return story
}

for (const mode of [undefined, 'enabled'] as const) {
  test(`a release at rest costs no request${mode ? ', its drift being watched' : ''}`, async t => {
    const story = await atRest(t, mode ? { driftDetection: { mode } } : {})
    await story.reconcile()
    assert.deepEqual(story.requests, [])
    assert.ok(story.conditions.includes('Ready=True InstallSucceeded'))
  })
}

test('an upgrade writes what differs, and reads the newest record alone', async t => {
  const story = await atRest(t)
  await story.reconcile({ spec: { values: { color: 'green' } } })
  assert.deepEqual(story.requests, [
    `get Secret/${record(1)}`,
    `create Secret/${record(2)}`,
    'apply ConfigMap/config',
    `update Secret/${record(1)}`,
    `update Secret/${record(2)}`,
  ])
  assert.equal(story.records, 'v1 superseded, v2 deployed')
})

test('drift costs the comparison of what was touched', async t => {
  const story = await atRest(t, { driftDetection: { mode: 'enabled' } })
  const body = { data: { color: 'pink' } }
  await story.cluster.patch(configMaps, 'ns', 'config', { type: 'merge', body })
  await story.reconcile()
  assert.ok(story.requests.includes('dry apply ConfigMap/config'))
  assert.ok(!story.requests.some(request => request.includes('other')))
  assert.deepEqual(story.cluster.peek('ConfigMap', 'ns', 'config')?.['data'], { color: 'blue' })
  await story.reconcile()
  await story.reconcile()
  assert.deepEqual(story.requests, [])
})

test('an object that somebody deleted is made again', async t => {
  const story = await atRest(t, { driftDetection: { mode: 'enabled' } })
  await story.cluster.delete(configMaps, 'ns', 'other')
  await story.reconcile()
  assert.ok(story.requests.includes('create ConfigMap/other'))
  assert.notEqual(story.cluster.peek('ConfigMap', 'ns', 'other'), undefined)
})

test('records that somebody else wrote are read', async t => {
  const story = await atRest(t)
  await story.cluster.delete(secrets, 'ns', record(1))
  await story.reconcile()
  assert.equal(story.records, 'v1 deployed')
  assert.ok(story.requests.includes(`create Secret/${record(1)}`))
})

test('a run that somebody asked for takes nothing for granted', async t => {
  const story = await atRest(t, { driftDetection: { mode: 'enabled' } })
  await story.reconcile({ annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } })
  assert.deepEqual(story.requests, [
    'list Secret',
    'get ConfigMap/config',
    'dry apply ConfigMap/config',
    'get ConfigMap/other',
    'dry apply ConfigMap/other',
  ])
})
