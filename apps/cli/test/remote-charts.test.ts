/** Charts that are elsewhere: repositories over HTTP and registries, with logins, redirects, and proxies between. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { memoryTree } from '@sluice/base/flow'
import { loadChart, packageChart } from '@sluice/helm'
import { type MemoryRegistry, pushChart, startMemoryRegistry } from '@sluice/testing'
import { cluster, run } from './harness.ts'
import { sampleFiles, sampleRepository, write } from './sample-repository.ts'

const login = { username: 'cook', password: 'pepper' }
const basic = `Basic ${Buffer.from('cook:pepper').toString('base64')}`
const made: string[] = []
const servers: Server[] = []

/** What was asked of the repository and of the host it redirects to, with the logins that came along. */
const asked: string[] = []
let repository = ''
let elsewhere = ''
let registry: MemoryRegistry

before(async () => {
  elsewhere = await serve((request, response) => {
    asked.push(`elsewhere ${request.url} ${request.headers.authorization ?? '-'}`)
    response.end(archive(/shop-(.*)\.tgz/.exec(request.url ?? '')?.[1] ?? ''))
  })
  repository = await serve((request, response) => {
    asked.push(`home ${request.url} ${request.headers.authorization ?? '-'}`)
    if (request.headers.authorization !== basic) response.writeHead(401).end()
    else if (request.url === '/charts/index.yaml') response.end(index())
    else response.writeHead(302, { location: `${elsewhere}/files${request.url}` }).end()
  })
  registry = await startMemoryRegistry({ login: { type: 'basic', ...login } })
  for (const version of ['1.0.0', '1.1.0', '2.0.0']) await push(version)
})
after(async () => {
  for (const server of servers) server.closeAllConnections()
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  await registry.stop()
  for (const root of made) rmSync(root, { recursive: true, force: true })
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function archive(version: string): Uint8Array {
  const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n'
  const files = {
    'Chart.yaml': `apiVersion: v2\nname: shop\nversion: ${version}\n`,
    'templates/all.yaml': `${template}data: {version: {{ .Chart.Version | quote }}, size: {{ .Values.size | quote }}}\n`,
    'values.yaml': 'size: 1\n',
  }
  return packageChart(loadChart(memoryTree(files)), new Date(0))
}

function index(): string {
  const entries = ['1.0.0', '1.1.0', '2.0.0'].map(version => ({
    apiVersion: 'v2',
    name: 'shop',
    version,
    urls: [`shop-${version}.tgz`],
  }))
  return JSON.stringify({ apiVersion: 'v1', entries: { shop: entries } })
}

async function push(version: string): Promise<void> {
  await pushChart(archive(version), { host: registry.host, path: 'charts/shop', tag: version, login })
}

/** The sample repository, its release's chart from elsewhere. */
function sample(chart: string, sources: string): string {
  const own = /^ {2}chart: .*$/m
  const root = sampleRepository({
    ...sampleFiles,
    'apps/release.yaml': (sampleFiles['apps/release.yaml'] ?? '').replace(own, chart),
    'apps/sources.yaml': sources,
  })
  made.push(root)
  return root
}

const secret = (name: string, data: Readonly<Record<string, string>>) => `---
apiVersion: v1
kind: Secret
metadata: { name: ${name}, namespace: apps }
stringData: ${JSON.stringify(data)}
`
const helmRepository = (url: string, more = '') => `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: charts, namespace: apps }
spec: { interval: 1h, url: '${url}', secretRef: { name: charts-login }${more} }
`
const fromRepository = (version: string) =>
  `  chart: { spec: { chart: shop, version: '${version}', sourceRef: { kind: HelmRepository, name: charts } } }`
const build = (root: string) =>
  run('build helmrelease shop -n apps --path clusters/prod', cluster(), { cwd: root })

test('build helmrelease fetches from a repository; the login stays with the host that it is for', async () => {
  const root = sample(
    fromRepository('1.x'),
    secret('charts-login', login) + helmRepository(`${repository}/charts/`),
  )
  asked.length = 0
  const { code, out, err } = await build(root)
  assert.equal(code, 0, err)
  assert.match(out, /version: 1\.1\.0\n/)
  assert.deepEqual(asked, [
    `home /charts/index.yaml ${basic}`,
    `home /charts/shop-1.1.0.tgz ${basic}`,
    'elsewhere /files/charts/shop-1.1.0.tgz -',
  ])
})

test('build helmrelease says what a repository answers', async () => {
  const root = sample(
    fromRepository('1.x'),
    secret('charts-login', { username: 'x', password: 'y' }) + helmRepository(`${repository}/charts`),
  )
  const { code, err } = await build(root)
  assert.equal(code, 1)
  assert.match(
    err,
    /is not a valid chart repository or cannot be reached: failed to fetch \S+index\.yaml : 401 Unauthorized/,
  )
  const missing = await build(
    sample(fromRepository('3.x'), secret('charts-login', login) + helmRepository(`${repository}/charts`)),
  )
  assert.match(missing.err, /chart "shop" version "3\.x" not found in \S+ repository/)
})

const ociRepository = (ref: string, host: string) => `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: charts, namespace: apps }
spec: { interval: 1h, url: 'oci://${host}/charts/shop', insecure: true, ref: ${ref}, secretRef: { name: charts-login } }
`
const fromRegistry = '  chartRef: { kind: OCIRepository, name: charts }'
const dockerConfig = () => {
  const auths = { [registry.host]: { auth: Buffer.from('cook:pepper').toString('base64') } }
  return { '.dockerconfigjson': JSON.stringify({ auths }) }
}

for (const [ref, version] of [
  ["{ semver: '1.x' }", '1.1.0'],
  ['{ tag: 1.0.0 }', '1.0.0'],
  ['{}', '2.0.0'],
] as const) {
  test(`build helmrelease takes the chart of an OCIRepository with ref ${ref}, its digest in the version`, async () => {
    const root = sample(
      fromRegistry,
      secret('charts-login', dockerConfig()) + ociRepository(ref, registry.host),
    )
    const { code, out, err } = await build(root)
    assert.equal(code, 0, err)
    assert.match(out, new RegExp(`version: ${version}\\+[0-9a-f]{12}\n`))
  })
}

test('build helmrelease takes a chart of a HelmRepository that is a registry', async () => {
  const root = sample(
    fromRepository('>=1.0.0 <2.0.0'),
    secret('charts-login', login) +
      helmRepository(`oci://${registry.host}/charts`, ', type: oci, insecure: true'),
  )
  const { code, out, err } = await build(root)
  assert.equal(code, 0, err)
  assert.match(out, /version: 1\.1\.0\n/)
})

test('preview renders the versions that two commits ask for, and fetches only when it may', async () => {
  const root = sample(
    fromRepository('1.0.0'),
    secret('charts-login', login) + helmRepository(`${repository}/charts`),
  )
  write(root, {
    'apps/release.yaml': (sampleFiles['apps/release.yaml'] ?? '').replace(
      /^ {2}chart: .*$/m,
      fromRepository('2.0.0'),
    ),
  })
  const line = 'preview --path clusters/prod'
  const { code, out, err } = await run(`${line} --fetch`, cluster(), { cwd: root })
  assert.equal(code, 1, err)
  assert.match(
    out,
    /► HelmRelease\/apps\/shop\n {2}± ConfigMap\/apps\/shop changed\n[^►]*- 1\.0\.0\n {4}\+ 2\.0\.0\n/,
  )
  const offline = await run(line, cluster(), { cwd: root })
  assert.match(offline.err, /chart 'shop' 2\.0\.0 of \S+ is not here: give --charts, or --fetch/)
})

test('helm template takes charts of repositories and registries, and finds logins where helm keeps them', async () => {
  const [root = ''] = [sampleRepository()]
  made.push(root)
  const env = { HOME: root }
  const flags = `--repo ${repository}/charts --username cook --password pepper`
  const http = await run(`helm template shop shop ${flags} --version ~1`, cluster(), { cwd: root, env })
  assert.match(http.out, /version: "1\.1\.0"/, http.err)

  const line = `helm template shop oci://${registry.host}/charts/shop --plain-http --version 1.0.0`
  const refused = await run(line, cluster(), { cwd: root, env })
  assert.equal(refused.code, 1)
  assert.match(refused.err, /401|unauthorized/i)
  write(root, { '.config/helm/registry/config.json': dockerConfig()['.dockerconfigjson'] })
  const oci = await run(line, cluster(), { cwd: root, env })
  assert.match(oci.out, /version: "1\.0\.0"/, oci.err)
})

test('a proxy of the environment is gone through, and not for this machine', async () => {
  const passed: string[] = []
  const proxy = await serve((request, response) => {
    passed.push(request.url ?? '')
    response.end(request.url?.endsWith('/index.yaml') ? index() : archive('1.0.0'))
  })
  const template = (repo: string) =>
    sluice({ HTTP_PROXY: proxy }, [
      ...['helm', 'template', 'shop', 'shop', '--version', '1.0.0'],
      ...['--repo', repo, '--username', 'cook', '--password', 'pepper'],
    ])
  assert.match(await template('http://charts.example.test/charts'), /version: "1\.0\.0"/)
  const there = ['index.yaml', 'shop-1.0.0.tgz'].map(file => `http://charts.example.test/charts/${file}`)
  assert.deepEqual(passed, there)
  assert.match(await template(`${repository}/charts`), /version: "1\.0\.0"/)
  assert.deepEqual(passed, there)
})

/** A process of its own: proxies are the process's. */
async function sluice(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  const [home = ''] = [sampleRepository()]
  made.push(home)
  const main = fileURLToPath(new URL('../bin/sluice.js', import.meta.url))
  return new Promise((resolve, reject) => {
    const options = { cwd: home, env: { PATH: process.env['PATH'], HOME: join(home, 'home'), ...env } }
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) =>
      error ? reject(new Error(stderr, { cause: error })) : resolve(stdout),
    )
  })
}
