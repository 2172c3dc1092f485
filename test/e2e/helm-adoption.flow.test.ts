/**
 * Releases change hands: what helm installed is adopted by a HelmRelease, what a HelmRelease made is handled with helm,
 * and what helm did meanwhile is put right.
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { HelmRelease } from '@sluice/api/helm'
import { decodeRecord, encodeRecord, type ReleaseRecord } from '@sluice/helm/release'
import { helmRelease, inFolder, misfortunes, teaChart, wholeChart } from './support/charts.ts'
import { skipClients as skip } from './support/clients.ts'
import { configMaps, deployments, GitOps, namespace, pods, secrets } from './support/gitops.ts'
import { assertHelmAgrees, helm, helmHistory, shown } from './support/helm-agrees.ts'

const chart = { chart: { spec: { chart: './tea', sourceRef: { kind: 'GitRepository', name: 'fleet' } } } }

let gitOps: GitOps
before(async () => {
  if (skip) return
  gitOps = await GitOps.start()
  const files = inFolder('tea', teaChart('1.0.0'))
  gitOps.clients.write(files)
  await gitOps.push(files, 'Grow tea')
})
after(() => gitOps?.stop())

const push = (name: string, values: object) =>
  gitOps.push(helmRelease(name, { ...chart, values }), `${name}: ${JSON.stringify(values)}`)

const leaf = async (name: string) => (await gitOps.get(configMaps, `${name}-settings`)).data['leaf']

/** Who the objects of a release are: their names and uids, down to the Pods; and the Deployment's generation. */
async function identities(name: string) {
  const settings = await gitOps.get(configMaps, `${name}-settings`)
  const web = await gitOps.get(deployments, `${name}-web`)
  const { items } = await gitOps.client.list(pods, { namespace, labelSelector: `app=${name}` })
  const of = [settings, web, ...items].map(({ metadata }) => `${metadata.name} ${metadata.uid}`)
  return { objects: of.sort(), generation: web.metadata.generation }
}

/** Writes a record of Helm's anew. */
async function edit(secret: string, change: (record: ReleaseRecord) => ReleaseRecord): Promise<void> {
  const { data } = (await gitOps.get(secrets, secret)) as unknown as { data: { release: string } }
  const record = change(decodeRecord(Buffer.from(data.release, 'base64').toString()))
  const body = { data: { release: Buffer.from(encodeRecord(record)).toString('base64') } }
  await gitOps.client.patch(secrets, namespace, secret, { type: 'merge', body })
}

const versionOf = async (name: string) =>
  (await gitOps.get(deployments, `${name}-web`)).metadata.resourceVersion

for (const { name, how, made } of [
  { name: 'pot', how: '--server-side=true', made: 'on the server' },
  { name: 'mug', how: '--server-side=false', made: 'as Helm 3 did' },
]) {
  test(`what helm installed (${made}) is adopted: nothing is made again, no Pod restarts`, {
    skip,
  }, async () => {
    await helm(gitOps.clients, 'install', name, 'tea', '--set', 'leaf=white', '--wait', how)
    const before = await identities(name)

    await push(name, { leaf: 'white' })
    const adopted = await gitOps.isReleased(name)
    assert.match(adopted.ready, /^True UpgradeSucceeded: .*\.v2 with chart tea@1\.0\.0/)
    assert.deepEqual(await identities(name), before)
    const values = { leaf: 'white' }
    await assertHelmAgrees(gitOps.clients, adopted, { values, history: '1 superseded, 2 deployed' })

    const version = await versionOf(name)
    await push(name, { leaf: 'black' })
    const upgraded = await gitOps.isReleased(name)
    assert.equal(await leaf(name), 'black')
    assert.deepEqual(await identities(name), before)
    assert.equal(await versionOf(name), version, 'the Deployment, which did not change, was written')
    const history = '1 superseded, 2 superseded, 3 deployed'
    await assertHelmAgrees(gitOps.clients, upgraded, { values: { leaf: 'black' }, history })
  })
}

test('a record has what helm writes into one: the whole chart, values, hooks, notes', { skip }, async () => {
  const files = inFolder('whole', { ...teaChart('2.0.0'), ...misfortunes, ...wholeChart })
  gitOps.clients.write(files)
  await gitOps.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } })
  const set = ['--set', 'leaf=white', '--wait']
  const { code, stderr } = await gitOps.clients.helm(['install', 'urn', 'whole', '-n', 'elsewhere', ...set])
  assert.equal(code, 0, stderr)
  const whole = { chart: { spec: { chart: './whole', sourceRef: { kind: 'GitRepository', name: 'fleet' } } } }
  const release = helmRelease('urn', { ...whole, values: { leaf: 'white' } })
  await gitOps.push({ ...files, ...release }, 'An urn')
  await gitOps.isReleased('urn')
  assert.deepEqual(await contentOf('urn', namespace), await contentOf('urn', 'elsewhere'))
})

/** What a record says, but for times, and for manifests: a HelmRelease labels its objects. */
async function contentOf(name: string, storage: string): Promise<unknown> {
  const secret = await gitOps.client.get(secrets, storage, `sh.helm.release.v1.${name}.v1`)
  const { release } = secret['data'] as { release: string }
  const packed = Buffer.from(Buffer.from(release, 'base64').toString(), 'base64')
  const times = new Set([
    'modtime',
    'schemamodtime',
    'first_deployed',
    'last_deployed',
    'started_at',
    'completed_at',
  ])
  const record = JSON.parse(gunzipSync(packed).toString(), (key, value) =>
    times.has(key) || key === 'manifest' ? undefined : value,
  )
  return { ...record, namespace: '' }
}

test('helm upgrades, rolls back and uninstalls what was released here; the next reconciliation puts it right', {
  skip,
}, async t => {
  const ask = async () => {
    await gitOps.ask(HelmRelease, 'cup')
    return gitOps.isReleased('cup')
  }
  await push('cup', { leaf: 'white' })
  await gitOps.isReleased('cup')
  const before = await identities('cup')

  await t.test('helm upgrade', async () => {
    const set = ['--reuse-values', '--set', 'leaf=nettle', '--force-conflicts']
    await helm(gitOps.clients, 'upgrade', 'cup', 'tea', ...set)
    assert.equal(await leaf('cup'), 'nettle')
    const seen = await ask()
    assert.equal(await leaf('cup'), 'white')
    const history = '1 superseded, 2 superseded, 3 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'white' }, history })
  })

  await t.test('helm rollback', async () => {
    await push('cup', { leaf: 'black' })
    await gitOps.isReleased('cup')
    await helm(gitOps.clients, 'rollback', 'cup', '3', '--force-conflicts')
    assert.equal(await leaf('cup'), 'white')
    const seen = await ask()
    assert.equal(await leaf('cup'), 'black')
    const history = '2 superseded, 3 superseded, 4 superseded, 5 superseded, 6 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'black' }, history })
    assert.deepEqual(await identities('cup'), before)
  })

  await t.test('a record that somebody edited', async () => {
    await edit('sh.helm.release.v1.cup.v6', record => ({ ...record, config: { leaf: 'nettle' } }))
    const seen = await ask()
    assert.match(seen.ready, /^True UpgradeSucceeded: .*cup\.v7 /)
    const history = '3 superseded, 4 superseded, 5 superseded, 6 superseded, 7 deployed'
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'black' }, history })
  })

  await t.test('helm uninstall', async () => {
    await helm(gitOps.clients, 'uninstall', 'cup')
    assert.equal(await gitOps.find(deployments, 'cup-web'), undefined)
    const seen = await ask()
    assert.match(seen.ready, /^True InstallSucceeded: .*cup\.v1 /)
    await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: 'black' }, history: '1 deployed' })
  })

  await t.test('a suspended HelmRelease that goes leaves its release to helm', async () => {
    await gitOps.push(helmRelease('cup', { ...chart, suspend: true }), 'Suspend the cup')
    await gitOps.push({ 'apps/cup.yaml': null }, 'Give the cup away')
    await gitOps.isGone(HelmRelease, 'cup')
    assert.equal(shown(await helmHistory(gitOps.clients, 'cup')), '1 deployed')
    await helm(gitOps.clients, 'uninstall', 'cup')
    assert.equal(await gitOps.find(configMaps, 'cup-settings'), undefined)
    assert.deepEqual(await helmHistory(gitOps.clients, 'cup'), [])
  })
})
