/**
 * The life of a release, as commits make it: installed, upgraded, rolled back when an upgrade or a test fails, put right
 * when somebody meddles, uninstalled when its file goes. At each step the real helm is asked what it knows.
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HelmRelease } from '@sluice/api/helm'
import { helmRelease, inFolder, misfortunes, teaChart } from './support/charts.ts'
import { skipClients as skip } from './support/clients.ts'
import { configMaps, deployments, GitOps, jobs, namespace } from './support/gitops.ts'
import { assertHelmAgrees, helm, helmHistory, shown } from './support/helm-agrees.ts'

const chart = {
  chart: {
    spec: { chart: './charts/tea', sourceRef: { kind: 'GitRepository', name: 'fleet' }, interval: '1h' },
  },
}

let gitOps: GitOps
before(async () => {
  if (skip) return
  gitOps = await GitOps.start()
  await gitOps.push(inFolder('charts/tea', { ...teaChart('1.0.0'), ...misfortunes }), 'Grow tea')
})
after(() => gitOps?.stop())

/** Commits other values for a release; the rest of its spec stays. */
const pot = (values: object) =>
  gitOps.push(
    helmRelease('pot', {
      ...chart,
      values,
      test: { enable: true },
      driftDetection: { mode: 'enabled' },
      upgrade: { remediation: { retries: 0, remediateLastFailure: true } },
    }),
    `Tea ${JSON.stringify(values)}`,
  )

const leaf = async () => (await gitOps.get(configMaps, 'pot-settings')).data['leaf']

test('a release lives as commits say', { skip }, async t => {
  await t.test('it is installed and tested', async () => {
    await pot({ leaf: 'white' })
    const seen = await gitOps.isReleased('pot')
    assert.match(seen.ready, /^True TestSucceeded: .*pot\.v1 .*: 1 test hook completed successfully/)
    assert.equal(seen.condition('Released'), 'True InstallSucceeded')
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'white' }, history: '1 deployed' })
  })

  await t.test('it is upgraded', async () => {
    await pot({ leaf: 'black', servers: 2 })
    const seen = await gitOps.isReleased('pot')
    assert.equal(seen.condition('Released'), 'True UpgradeSucceeded')
    assert.equal((await gitOps.get(deployments, 'pot-web')).status.readyReplicas, 2)
    const values = { leaf: 'black', servers: 2 }
    await assertHelmAgrees(gitOps.clients, seen, { values, history: '1 superseded, 2 deployed' })
  })

  await t.test('an upgrade that fails is rolled back', async () => {
    await pot({ leaf: 'red', servers: 2, poison: true })
    const seen = await gitOps.release('pot', it => it.condition('Stalled') === 'True RetriesExceeded')
    assert.match(seen.ready, /^False RollbackSucceeded: .*previous release default\/pot\.v2 .* succeeded/)
    assert.equal(seen.condition('Released'), 'False UpgradeFailed')
    assert.equal(await leaf(), 'black')
    assert.equal(await gitOps.find(jobs, 'pot-poison'), undefined)
    const history = '1 superseded, 2 superseded, 3 failed, 4 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'black', servers: 2 }, history })
    const [, , failed, current] = await helmHistory(gitOps.clients, 'pot')
    assert.match(failed?.description ?? '', /^Upgrade "pot" failed: /)
    assert.equal(current?.description, 'Rollback to 2')
  })

  await t.test('a commit that mends it is released', async () => {
    await pot({ leaf: 'red', servers: 2 })
    const seen = await gitOps.isReleased('pot')
    const history = '1 superseded, 2 superseded, 3 failed, 4 superseded, 5 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'red', servers: 2 }, history })
  })

  await t.test('a test that fails is remedied, and old revisions are forgotten', async () => {
    await pot({ leaf: 'oolong', bitter: 1 })
    const seen = await gitOps.release('pot', it => it.condition('Stalled') === 'True RetriesExceeded')
    assert.equal(seen.condition('TestSuccess'), 'False TestFailed')
    assert.equal(seen.condition('Remediated'), 'True RollbackSucceeded')
    assert.equal(await leaf(), 'red')
    const history = '3 failed, 4 superseded, 5 superseded, 6 superseded, 7 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'red', servers: 2 }, history })
  })

  await t.test('what somebody changes or deletes by hand is put right without a new revision', async () => {
    await pot({ leaf: 'red', servers: 1 })
    const before = await gitOps.isReleased('pot')
    await gitOps.client.delete(deployments, namespace, 'pot-web')
    const body = { data: { leaf: 'nettle' } }
    await gitOps.client.patch(configMaps, namespace, 'pot-settings', { type: 'merge', body })
    await gitOps.ask(HelmRelease, 'pot')
    const seen = await gitOps.isReleased('pot')
    assert.equal(await leaf(), 'red')
    assert.ok(await gitOps.find(deployments, 'pot-web'))
    assert.equal(seen.condition('Drifted'), 'False NoDriftDetected')
    assert.deepEqual(seen.status.history, before.status.history)
    const history = '4 superseded, 5 superseded, 6 superseded, 7 superseded, 8 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'red', servers: 1 }, history })
  })

  await t.test('it is uninstalled when its file goes, but for what is to be kept', async () => {
    await gitOps.push({ 'apps/pot.yaml': null }, 'No more tea')
    await gitOps.isGone(HelmRelease, 'pot')
    assert.deepEqual(await helmHistory(gitOps.clients, 'pot'), [])
    assert.equal(await helm(gitOps.clients, 'list', '--short'), '')
    assert.equal(await gitOps.find(configMaps, 'pot-settings'), undefined)
    assert.equal(await gitOps.find(deployments, 'pot-web'), undefined)
    assert.ok(await gitOps.find(configMaps, 'pot-kettle'))
  })
})

test('with the strategy uninstall, a failing upgrade leads to a new install; the history may stay', {
  skip,
}, async () => {
  const cup = (values: object) =>
    helmRelease('cup', {
      ...chart,
      values,
      install: { replace: true },
      upgrade: { remediation: { strategy: 'uninstall', remediateLastFailure: true } },
      uninstall: { keepHistory: true },
    })
  await gitOps.push(cup({ leaf: 'white' }), 'A cup')
  await gitOps.isReleased('cup')

  await gitOps.push(cup({ poison: true }), 'Poison')
  const failed = await gitOps.release('cup', it => it.condition('Stalled') === 'True RetriesExceeded')
  assert.match(failed.ready, /^False InstallFailed: /)
  assert.equal(shown(await helmHistory(gitOps.clients, 'cup')), '1 superseded, 2 superseded, 3 failed')

  await gitOps.push(cup({ leaf: 'black' }), 'An antidote')
  const seen = await gitOps.isReleased('cup')
  const history = '1 superseded, 2 superseded, 3 superseded, 4 deployed'
  await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'black' }, history })

  await gitOps.push({ 'apps/cup.yaml': null }, 'Wash up')
  await gitOps.isGone(HelmRelease, 'cup')
  assert.match(shown(await helmHistory(gitOps.clients, 'cup')), /, 4 uninstalled$/)
})
