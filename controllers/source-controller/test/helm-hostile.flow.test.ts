import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { HelmRepository } from '@sluice/api/source'
import { chartObject, reconcileChart, reconcileRepository, type Served, startCharts } from './helm-fixture.ts'
import { packed, secrets } from './oci-fixture.ts'

const fetching = 'failed to fetch Helm repository index: failed to cache index to temporary file: '
const loading = 'failed to load Helm repository from index YAML: failed to load index: '

const indexes: readonly { what: string; served: Served; reason: string; says: RegExp }[] = [
  ...[401, 403, 404, 429, 500, 503].map(status => ({
    what: `a status of ${status}`,
    served: { status, headers: { 'retry-after': '3600' } },
    reason: 'Failed',
    says: new RegExp(`^${fetching}failed to fetch http://.*/index.yaml : ${status} `),
  })),
  {
    what: 'an index that is cut short',
    served: { body: 'apiVersion: v1', isCut: true },
    reason: 'Failed',
    says: new RegExp(`^${fetching}Get "http://`),
  },
  {
    what: 'an index that is too large',
    served: { headers: { 'content-length': '52428801' } },
    reason: 'Failed',
    says: new RegExp(`^${fetching}index exceeds the maximum index file size of 52428800 bytes$`),
  },
  {
    what: 'a page to log in',
    served: { body: '<html></html>' },
    reason: 'IndexationFailed',
    says: new RegExp(`^${loading}error unmarshaling JSON: .* cannot unmarshal string`),
  },
  {
    what: 'nothing at all',
    served: {},
    reason: 'IndexationFailed',
    says: new RegExp(`^${loading}empty index.yaml file$`),
  },
]
for (const { what, served, reason, says } of indexes) {
  test(`a chart repository that answers with ${what} fails with ${reason}`, async () => {
    const server = await startCharts()
    server.paths.set('/index.yaml', served)
    const done = await reconcileRepository(server.url)
    assert.match(done.condition('Ready')?.message ?? '', says)
    assert.equal(done.condition('Ready')?.reason, reason)
    assert.equal(done.condition('FetchFailed')?.reason, reason)
    assert.equal(done.status.artifact, undefined)
  })
}

test('credentials are not sent along to another host', async () => {
  secrets.set('login', { username: 'me', password: 'secret' })
  const [server, elsewhere] = [await startCharts(), await startCharts()]
  server.paths.set('/index.yaml', { status: 302, headers: { location: `${elsewhere.url}/index.yaml` } })
  elsewhere.paths.set('/index.yaml', { body: index(`${elsewhere.url}/app.tgz`) })
  elsewhere.paths.set('/app.tgz', { body: chart({}) })
  const repository = await reconcileRepository(server.url, { secretRef: { name: 'login' } })
  const done = await reconcileChart(chartObject(), repository.object as HelmRepository)
  assert.equal(done.condition('Ready')?.message, "pulled 'app' chart with version '1.0.0'")
  assert.match(server.logins.get('/index.yaml') ?? '', /^Basic /)
  assert.deepEqual([...elsewhere.logins.values()], [undefined, undefined])
})

function index(url: string): string {
  return `apiVersion: v1\nentries:\n  app:\n  - {apiVersion: v2, name: app, version: 1.0.0, urls: ["${url}"]}\n`
}

function chart(files: Readonly<Record<string, string>>): Uint8Array {
  return packed({ 'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', ...files })
}

const pulling = 'chart pull error: failed to load chart metadata from written chart: '
const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`app/${i}`, '']))

const archives: readonly { what: string; served: Served; says: RegExp; reason?: string }[] = [
  {
    what: 'is not there',
    served: { status: 404 },
    says: /^chart pull error: failed to download chart for remote reference: failed to fetch .* : 404 Not Found$/,
  },
  {
    what: 'one must log in for',
    served: { status: 401 },
    says: /^unknown build error: failed to authenticate with the Helm repository: chart pull error: .* 401 Unauthorized$/,
    reason: 'Unknown',
  },
  {
    what: 'is too large',
    served: { headers: { 'content-length': '10485761' } },
    says: /size of chart '.*app.tgz' exceeds '10485760' bytes limit$/,
  },
  { what: 'is cut short', served: { body: chart({}), isCut: true }, says: /^chart pull error: .*Get "http:/ },
  { what: 'is a page', served: { body: '<html>hello</html>' }, says: /^chart pull .* gzip: invalid header$/ },
  {
    what: 'is half an archive',
    served: { body: chart({}).subarray(0, 80) },
    says: new RegExp(`^${pulling}`),
  },
  {
    what: 'is a bomb',
    served: { body: gzipSync(Buffer.alloc(200 * 1024 ** 2), { level: 9 }) },
    says: /unpacks to more than \d+ bytes$/,
  },
  { what: 'has too many files', served: { body: chart(many) }, says: /more than 50000 entries$/ },
  { what: 'leads out', served: { body: chart({ 'app/../../x': '' }) }, says: /references parent directory$/ },
  { what: 'is absolute', served: { body: chart({ 'app//etc/x': '' }) }, says: /contains absolute paths$/ },
  { what: 'is no chart', served: { body: packed({ 'app/x': '' }) }, says: /no 'Chart.yaml' found$/ },
  {
    what: 'has no name',
    served: { body: packed({ 'app/Chart.yaml': 'version: 1.0.0' }) },
    says: /^chart pull error: failed to validate metadata of written chart: validation: chart.metadata.name is req/,
  },
]
for (const { what, served, says, reason = 'ChartPullError' } of archives) {
  test(`a chart whose archive ${what} is not stored`, async () => {
    const server = await startCharts()
    server.paths.set('/index.yaml', { body: index('app.tgz') })
    server.paths.set('/app.tgz', served)
    const repository = await reconcileRepository(server.url)
    const done = await reconcileChart(chartObject(), repository.object as HelmRepository)
    assert.match(done.condition('Ready')?.message ?? '', says)
    assert.equal(done.condition('Ready')?.reason, reason)
    assert.equal(done.condition('FetchFailed')?.reason, reason)
    assert.equal(done.status.artifact, undefined)
  })
}

test('a file twice in an archive is no harm', async () => {
  const server = await startCharts()
  server.paths.set('/index.yaml', { body: index('app.tgz') })
  server.paths.set('/app.tgz', { body: chart({ './app/values.yaml': 'a: 1', 'app/values.yaml': 'a: 2' }) })
  const repository = await reconcileRepository(server.url)
  const done = await reconcileChart(chartObject(), repository.object as HelmRepository)
  assert.equal(done.condition('Ready')?.status, 'True')
})
