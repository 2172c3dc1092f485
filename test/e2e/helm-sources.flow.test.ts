/**
 * Releases from every kind of source: a commit holds a HelmRelease and where its chart comes from, and the real helm
 * finds it released. The servers are what people run: `docker-registry`, an S3 server, a chart repository that wants a
 * certificate and a password, a Git server.
 * @module
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Bucket, GitRepository, HelmChart, HelmRepository, OCIRepository } from '@sluice/api/source'
import {
  type BucketServer,
  type ChartRepositoryServer,
  type DockerRegistry,
  skipDockerRegistry,
  startBucketServer,
  startChartRepository,
  startDockerRegistry,
} from '@sluice/testing'
import { type Files, helmRelease, inFolder, secret, source, teaChart } from './support/charts.ts'
import { skipClients } from './support/clients.ts'
import { GitOps } from './support/gitops.ts'
import { assertHelmAgrees, helm } from './support/helm-agrees.ts'

const skip = skipClients || skipDockerRegistry
const login = { username: 'cook', password: 'pepper' }
const key = { accessKey: 'cook', secretKey: 'pepper' }

let gitOps: GitOps
let charts: ChartRepositoryServer
let registry: DockerRegistry
let bucket: BucketServer

before(async () => {
  if (skip) return
  gitOps = await GitOps.start()
  charts = await startChartRepository({ folder: join(gitOps.clients.folder, 'packed'), ...login })
  registry = await startDockerRegistry()
  bucket = await startBucketServer({ buckets: ['pantry'], key })
})
after(async () => {
  await gitOps?.stop()
  await Promise.all([charts, registry, bucket].map(server => server?.stop()))
})

/** Puts a version of the chart where it can be had, but for the Git repository. */
async function publish(version: string): Promise<void> {
  const files = teaChart(version)
  gitOps.clients.write(inFolder('tea', files))
  for (const [path, text] of Object.entries(files)) bucket.put('pantry', `charts/tea/${path}`, text)
  await helm(gitOps.clients, 'package', 'tea', '--destination', 'packed')
  await helm(gitOps.clients, 'repo', 'index', 'packed')
  const { host, username, password } = registry
  const who = ['--plain-http', '--username', username, '--password', password]
  await helm(gitOps.clients, 'push', `packed/tea-${version}.tgz`, `oci://${host}/charts`, ...who)
}

/** Sources and what they want to know, as the repository has them. */
function sources(): Files {
  const { client, url } = charts
  const { host, username, password } = registry
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const dockerConfig = JSON.stringify({ auths: { [host]: { auth } } })
  const bucketKeys = { accesskey: key.accessKey, secretkey: key.secretKey }
  return {
    ...secret('charts-login', login),
    ...secret('charts-tls', {
      'ca.crt': client.authority,
      'tls.crt': client.certificate,
      'tls.key': client.key,
    }),
    ...secret('registry-login', { username, password }),
    ...secret('registry-config', { '.dockerconfigjson': dockerConfig }, 'kubernetes.io/dockerconfigjson'),
    ...secret('pantry-keys', bucketKeys),
    ...source('HelmRepository', 'charts', {
      url,
      secretRef: { name: 'charts-login' },
      certSecretRef: { name: 'charts-tls' },
    }),
    ...source('HelmRepository', 'registry', {
      type: 'oci',
      url: `oci://${host}/charts`,
      insecure: true,
      secretRef: { name: 'registry-login' },
    }),
    ...source('OCIRepository', 'tea', {
      url: `oci://${host}/charts/tea`,
      insecure: true,
      ref: { semver: '1.x' },
      layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
      secretRef: { name: 'registry-config' },
    }),
    ...source('Bucket', 'pantry', {
      bucketName: 'pantry',
      endpoint: bucket.endpoint,
      insecure: true,
      secretRef: { name: 'pantry-keys' },
    }),
  }
}

/** How each HelmRelease names its chart, and what finds a new version of it. */
const releases = [
  {
    name: 'from-git',
    from: chartOf('GitRepository', 'fleet', './charts/tea'),
    found: GitRepository,
    by: 'fleet',
  },
  {
    name: 'from-https',
    from: chartOf('HelmRepository', 'charts', 'tea'),
    found: HelmRepository,
    by: 'charts',
  },
  {
    name: 'from-registry',
    from: chartOf('HelmRepository', 'registry', 'tea'),
    found: HelmChart,
    by: 'default-from-registry',
  },
  {
    name: 'from-oci',
    from: { chartRef: { kind: 'OCIRepository', name: 'tea' } },
    found: OCIRepository,
    by: 'tea',
  },
  { name: 'from-bucket', from: chartOf('Bucket', 'pantry', './charts/tea'), found: Bucket, by: 'pantry' },
] as const

function chartOf(kind: string, name: string, chart: string) {
  return { chart: { spec: { chart, version: '1.x', interval: '1h', sourceRef: { kind, name } } } }
}

test('a commit is released from every kind of source, and so is the next version of its chart', {
  skip,
}, async t => {
  await publish('1.0.0')
  const specs = releases.map(({ name, from }) => helmRelease(name, { ...from, values: { leaf: name } }))
  await gitOps.push(
    { ...inFolder('charts/tea', teaChart('1.0.0')), ...sources(), ...Object.assign({}, ...specs) },
    'Serve tea',
  )
  for (const { name } of releases) {
    await t.test(`${name}: installed`, async () => {
      const { ready } = await gitOps.isReleased(name)
      assert.match(ready, /^True InstallSucceeded: .*\.v1 with chart tea@1\.0\.0/)
    })
  }

  await publish('1.1.0')
  await gitOps.push(inFolder('charts/tea', teaChart('1.1.0')), 'Better tea')
  for (const { name, found, by } of releases) {
    await t.test(`${name}: upgraded`, async () => {
      await gitOps.ask(found, by)
      const seen = await gitOps.isReleased(name, ({ ready }) => ready.includes('tea@1.1.0'))
      assert.match(seen.ready, /^True UpgradeSucceeded: .*\.v2 /)
      const history = '1 superseded, 2 deployed'
      await assertHelmAgrees(gitOps.clients, seen, { values: { leaf: name }, history })
    })
  }
})

test('a chart repository lets nobody in without a certificate, or with the wrong password', {
  skip,
}, async () => {
  const { url } = charts
  const refused = async (name: string, spec: object) => {
    await gitOps.push(source('HelmRepository', name, { url, ...spec }), `Add ${name}`)
    return gitOps.isRefused(HelmRepository, name)
  }
  const login = { secretRef: { name: 'charts-login' } }
  const stranger = await refused('stranger', login)
  assert.match(stranger, /^False Failed: .*certificate signed by unknown authority/)
  const wrong = { secretRef: { name: 'registry-login' }, certSecretRef: { name: 'charts-tls' } }
  assert.match(await refused('wrong', wrong), /^False Failed: .*index\.yaml : 401 Unauthorized/)
  assert.deepEqual(
    charts.answers.filter(line => !line.startsWith('200 ')),
    ['401 /index.yaml'],
  )
})
