/**
 * Bad luck: the controller is killed in the middle of every action, and records of releases are deleted by hand. Nothing
 * stays pending, no object is made again that need not be, and the real helm knows a whole release at the end.
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HelmRelease } from '@sluice/api/helm'
import { gates, helmRelease, inFolder, misfortunes, teaChart } from './support/charts.ts'
import { skipClients as skip } from './support/clients.ts'
import {
  configMaps,
  deployments,
  GitOps,
  namespace,
  pods,
  type SeenRelease,
  secrets,
} from './support/gitops.ts'
import { assertHelmAgrees, helmHistory, shown } from './support/helm-agrees.ts'
import { HelmProcess } from './support/helm-process.ts'
import { randomFrom } from './support/random.ts'
import { eventually } from './support/user.ts'

const chart = (path: string) => ({
  chart: { spec: { chart: path, sourceRef: { kind: 'GitRepository', name: 'fleet' } } },
})

const rounds = Number(process.env['SLUICE_KILL_ROUNDS'] ?? 3)
const seed = Number(process.env['SLUICE_KILL_SEED'] ?? Date.now() % 100_000)

let gitOps: GitOps
let controller: HelmProcess
before(async () => {
  if (skip) return
  gitOps = await GitOps.start({ only: ['source', 'kustomize'] })
  controller = new HelmProcess(gitOps.clients)
  await controller.start()
  const tea = { ...teaChart('1.0.0'), ...misfortunes }
  await gitOps.push({ ...inFolder('tea', tea), ...inFolder('gated', { ...tea, ...gates }) }, 'Grow tea')
})
after(async () => {
  await controller?.kill()
  await gitOps?.stop()
})

const push = (name: string, spec: object) => gitOps.push(helmRelease(name, spec), `Change ${name}`)

/** Waits until a record is in a state, and its action before a gate. */
async function isHeldUp(name: string, { version, status, at }: HeldUp): Promise<void> {
  await eventually(
    `${name}.v${version} ${status}`,
    async () => {
      const record = await gitOps.find(secrets, `sh.helm.release.v1.${name}.v${version}`)
      const isThere = record?.metadata.labels?.['status'] === status
      return isThere && (at === undefined || (await podsAt(`${name}-${at}`)).length > 0) ? true : undefined
    },
    120_000,
  )
}

interface HeldUp {
  readonly version: number
  readonly status: string
  readonly at?: string
}

async function podsAt(gate: string): Promise<readonly string[]> {
  const { items } = await gitOps.client.list(pods, { namespace, labelSelector: `gate=${gate}` })
  return items.map(({ metadata }) => metadata.name)
}

/** Lets through whoever comes to a gate, until what is waited for has come. */
async function through<T>(gate: string, waiting: Promise<T>): Promise<T> {
  const open = new AbortController()
  const opening = (async () => {
    while (!open.signal.aborted) {
      await openOnce(gate).catch(() => {})
      await sleep(20)
    }
  })()
  return waiting.finally(async () => {
    open.abort()
    await opening
  })
}

const isGivenUp = (seen: SeenRelease) => seen.condition('Stalled') === 'True RetriesExceeded'

/** Tells the Pods that are at a gate now to end; one may be gone in between. */
async function openOnce(gate: string): Promise<void> {
  for (const name of await podsAt(gate))
    await gitOps.annotate(pods, name, { 'sandbox.sluice.dev/run-for': '1ms' })
}

async function killAndRestart(): Promise<void> {
  await controller.kill()
  await controller.start()
}

test('a controller that is killed in the middle of an action completes it when it is back', {
  skip,
}, async t => {
  const spec = (values: object) => ({
    ...chart('./gated'),
    values,
    upgrade: { remediation: { retries: 0, remediateLastFailure: true } },
  })

  await t.test('install', async () => {
    await push('pot', spec({ leaf: 'white' }))
    await isHeldUp('pot', { version: 1, status: 'pending-install', at: 'install' })
    await killAndRestart()
    const seen = await through('pot-upgrade', gitOps.isReleased('pot'))
    await assertHelmAgrees(gitOps.clients, seen, {
      values: { leaf: 'white' },
      history: '1 superseded, 2 deployed',
    })
    const [first] = await helmHistory(gitOps.clients, 'pot')
    assert.equal(first?.description, "Release unlocked from stale 'pending-install' state")
  })

  await t.test('upgrade', async () => {
    await push('pot', spec({ leaf: 'black' }))
    await isHeldUp('pot', { version: 3, status: 'pending-upgrade', at: 'upgrade' })
    await killAndRestart()
    const seen = await through('pot-upgrade', gitOps.isReleased('pot'))
    const history = '1 superseded, 2 superseded, 3 failed, 4 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'black' }, history })
  })

  await t.test('rollback', async () => {
    await push('pot', spec({ leaf: 'red', poison: true }))
    const held = isHeldUp('pot', { version: 6, status: 'pending-rollback', at: 'rollback' })
    await through('pot-upgrade', held)
    await killAndRestart()
    const seen = await through('pot-rollback', gitOps.release('pot', isGivenUp))
    const history = '3 failed, 4 superseded, 5 failed, 6 failed, 7 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'black' }, history })
    await push('pot', spec({ leaf: 'red' }))
    await through('pot-upgrade', gitOps.isReleased('pot'))
  })

  await t.test('uninstall', async () => {
    await setFinalizers(['example.com/hold'])
    await gitOps.push({ 'apps/pot.yaml': null }, 'No more tea')
    const held = isHeldUp('pot', { version: 8, status: 'uninstalling' })
    await through('pot-delete', held)
    await killAndRestart()
    await setFinalizers([])
    await through('pot-delete', gitOps.isGone(HelmRelease, 'pot'))
    assert.deepEqual(await helmHistory(gitOps.clients, 'pot'), [])
    assert.equal(await gitOps.find(deployments, 'pot-web'), undefined)
  })
})

async function setFinalizers(finalizers: readonly string[]): Promise<void> {
  const body = { metadata: { finalizers } }
  await gitOps.client.patch(configMaps, namespace, 'pot-settings', { type: 'merge', body })
}

test('an uninstall that was to remedy a failure is completed after a kill in the middle', {
  skip,
}, async () => {
  const mug = (values: object) =>
    push('mug', {
      ...chart('./gated'),
      values,
      install: { remediation: { retries: 0, remediateLastFailure: true } },
    })
  await mug({ leaf: 'white', poison: true })
  await isHeldUp('mug', { version: 1, status: 'pending-install', at: 'install' })
  const held = isHeldUp('mug', { version: 1, status: 'uninstalling', at: 'delete' })
  await through('mug-install', held)
  await killAndRestart()
  await through('mug-delete', gitOps.release('mug', isGivenUp))
  assert.deepEqual(await helmHistory(gitOps.clients, 'mug'), [])

  await mug({ leaf: 'white' })
  const seen = await through('mug-install', gitOps.isReleased('mug'))
  await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'white' }, history: '1 deployed' })
})

test('what is deleted in the middle of its first install leaves nothing', { skip }, async t => {
  const begin = async (name: string) => {
    await push(name, { ...chart('./gated'), values: {} })
    await isHeldUp(name, { version: 1, status: 'pending-install', at: 'install' })
  }
  const isNowhere = async (name: string) => {
    const gates = gitOps.isGone(HelmRelease, name)
    await through(`${name}-delete`, through(`${name}-install`, gates))
    assert.deepEqual(await helmHistory(gitOps.clients, name), [])
    assert.equal(await gitOps.find(configMaps, `${name}-settings`), undefined)
  }

  await t.test('while the controller works on it', async () => {
    await begin('keg')
    await gitOps.push({ 'apps/keg.yaml': null }, 'No keg')
    await isNowhere('keg')
  })

  await t.test('while the controller is down', async () => {
    await begin('vat')
    await controller.kill()
    await gitOps.push({ 'apps/vat.yaml': null }, 'No vat')
    await controller.start()
    await isNowhere('vat')
  })
})

test(`after ${rounds} kills at any moment the release is as Git says (seed ${seed})`, {
  skip,
  timeout: rounds * 30_000 + 240_000,
}, async () => {
  const random = randomFrom(seed)
  const jug = (round: number) => ({ leaf: `round ${round}`, servers: 1 + (round % 2) })
  for (let round = 0; round < rounds; round++) {
    await push('jug', { ...chart('./tea'), values: jug(round) })
    await sleep(random() * 400)
    await killAndRestart()
  }
  const values = jug(rounds)
  await push('jug', { ...chart('./tea'), values })
  const seen = await gitOps.isReleased('jug')
  const records = await helmHistory(gitOps.clients, 'jug')
  const versions = records.map(({ revision }) => revision)
  const first = versions[0] ?? 0
  assert.deepEqual(
    versions,
    versions.map((_, i) => first + i),
    'a record is missing',
  )
  const states = records.map(({ status }) => status)
  assert.match(states.join(), /^((superseded|failed),)*deployed$/)
  await assertHelmAgrees(gitOps.clients, seen, { values, history: shown(records) })
  assert.equal((await gitOps.get(configMaps, 'jug-settings')).data['leaf'], values.leaf)
})

test('records that somebody deletes are made anew; the objects stay', { skip }, async t => {
  const ask = async () => {
    await gitOps.ask(HelmRelease, 'cup')
    return gitOps.isReleased('cup')
  }
  const forget = (version: number) =>
    gitOps.client.delete(secrets, namespace, `sh.helm.release.v1.cup.v${version}`)
  const uid = async () => (await gitOps.get(deployments, 'cup-web')).metadata.uid

  await push('cup', { ...chart('./tea'), values: { leaf: 'white' } })
  await gitOps.isReleased('cup')
  const before = await uid()
  await push('cup', { ...chart('./tea'), values: { leaf: 'black' } })
  await gitOps.isReleased('cup')

  await t.test('the newest', async () => {
    await forget(2)
    const history = '1 superseded, 2 deployed'
    await assertHelmAgrees(gitOps.clients, await ask(), { values: { leaf: 'black' }, history })
  })

  await t.test('an old one', async () => {
    await forget(1)
    await assertHelmAgrees(gitOps.clients, await ask(), { values: { leaf: 'black' }, history: '2 deployed' })
  })

  await t.test('all', async () => {
    await forget(2)
    await assertHelmAgrees(gitOps.clients, await ask(), { values: { leaf: 'black' }, history: '1 deployed' })
  })
  assert.equal(await uid(), before)
})
