import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { ClusterReference, IdentityRequest } from '@sluice/io/cloud-identity'
import { IdentityError } from '@sluice/io/cloud-identity'
import { MemoryCluster } from '@sluice/testing'
import { Kind } from '../meta/index.ts'
import { RemoteClusters } from './remote-clusters.ts'
import type { KubeconfigLimits } from './remote-kubeconfig.ts'

const { signal } = new AbortController()
const Namespaces = new Kind({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
})
const words = {
  unreadable: (secret: string, why: string) => `cannot read ${secret}: ${why}`,
  lacksKey: (secret: string, key: string | undefined) => `${secret} lacks ${key ?? 'value'}`,
  unusable: (secret: string, why: string) => `cannot use ${secret}: ${why}`,
  neither: 'neither',
}

type Asked = {
  readonly provider: string
  readonly reference: ClusterReference
  readonly request: IdentityRequest
}

function world(limits: KubeconfigLimits = { allowExec: false, allowInsecureTls: false }) {
  const client = new MemoryCluster()
  const asked: Asked[] = []
  let answer = async () => ({ server: 'https://api.test', token: 'first', expiresAt: 0 })
  const clusters = new RemoteClusters({
    client,
    words,
    limits,
    accounts: { isEnabled: true, defaultName: '' },
    identity: {
      clusterAccess: (provider, reference, request) => {
        asked.push({ provider, reference, request })
        return answer()
      },
    },
  })
  return {
    clusters,
    asked,
    secret: (data: Readonly<Record<string, string>>) => {
      const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')])
      const metadata = { name: 'kc', namespace: 'ns' }
      client.seed({ apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(encoded) })
    },
    configMap: (data: Readonly<Record<string, string>>) =>
      client.seed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kc', namespace: 'ns' }, data }),
    answers: (next: typeof answer) => {
      answer = next
    },
  }
}

/** An API server that tells who came, and by which path. */
async function apiServer(t: TestContext) {
  const seen: { readonly path: string; readonly authorization: string }[] = []
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '' })
    const body = { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default' } }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const kubeconfig = (server: string, user: object = { token: 'secret-token' }) =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  })

test('a kubeconfig of a Secret leads to its cluster, until the Secret changes', async t => {
  const { seen, url } = await apiServer(t)
  const { clusters, secret } = world()
  secret({ value: kubeconfig(url) })
  const ref = { secretRef: { name: 'kc' } }
  const client = await clusters.connect(ref, 'ns', signal)
  t.after(() => client.close())
  await client.get(Namespaces, '', 'default')
  assert.deepEqual(seen, [
    { path: '/api/v1/namespaces/default?timeout=30s', authorization: 'Bearer secret-token' },
  ])
  assert.equal(await clusters.connect(ref, 'ns', signal), client)
  secret({ value: kubeconfig(url, { token: 'another' }) })
  assert.notEqual(await clusters.connect(ref, 'ns', signal), client)
})

test('what a kubeconfig of a Secret may not do is passed over', async t => {
  const { seen, url } = await apiServer(t)
  const { clusters, secret } = world()
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: '/bin/false' }
  secret({
    value: kubeconfig(url, { exec, tokenFile: '/etc/hostname', 'client-certificate': '/etc/passwd' }),
  })
  const client = await clusters.connect({ secretRef: { name: 'kc' } }, 'ns', signal)
  t.after(() => client.close())
  await client.get(Namespaces, '', 'default')
  assert.equal(seen[0]?.authorization, '')
})

const unusable: readonly { data: Readonly<Record<string, string>>; key?: string; says: string }[] = [
  { data: { other: 'x' }, says: 'ns/kc lacks value' },
  { data: { value: 'x' }, key: 'mine', says: 'ns/kc lacks mine' },
  {
    data: { value: 'not: a kubeconfig' },
    says: 'cannot use ns/kc: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
  },
  {
    data: { 'value.yaml': 'current-context: x' },
    says: 'cannot use ns/kc: invalid configuration: [context was not found for specified context: x, cluster has no server defined]',
  },
  {
    data: { value: 'a: b: c' },
    says: 'cannot use ns/kc: yaml: mapping values are not allowed in this context',
  },
  {
    data: { value: '"a text"' },
    says: 'cannot use ns/kc: couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
  },
]
for (const { data, key, says } of unusable) {
  test(`a Secret leads nowhere: ${says}`, async () => {
    const { clusters, secret } = world()
    secret(data)
    const secretRef = { name: 'kc', ...(key ? { key } : {}) }
    await assert.rejects(clusters.connect({ secretRef }, 'ns', signal), {
      name: 'RemoteClusterError',
      message: says,
      isMissing: false,
    })
  })
}

test('a kubeconfig may name a user that there is not: nobody in particular asks', async t => {
  const { seen, url } = await apiServer(t)
  const { clusters, secret } = world()
  secret({ value: kubeconfig(url).replace('"name":"u"', '"name":"another"') })
  const client = await clusters.connect({ secretRef: { name: 'kc' } }, 'ns', signal)
  t.after(() => client.close())
  await client.get(Namespaces, '', 'default')
  assert.equal(seen[0]?.authorization, '')
})

test('what is named and not there is told apart', async () => {
  const { clusters } = world()
  await assert.rejects(clusters.connect({ secretRef: { name: 'gone' } }, 'ns', signal), {
    message: 'cannot read ns/gone: secrets "gone" not found',
    isMissing: true,
  })
  await assert.rejects(clusters.connect({ configMapRef: { name: 'gone' } }, 'ns', signal), {
    message: 'failed to get configmap ns/gone: configmaps "gone" not found',
    isMissing: true,
  })
  await assert.rejects(clusters.connect({}, 'ns', signal), { message: 'neither' })
})

test('a ConfigMap leads to a cluster with a token that is asked for with every request', async t => {
  const { seen, url } = await apiServer(t)
  const { clusters, configMap, asked, answers } = world()
  configMap({
    provider: 'generic',
    address: 'https://prod.test',
    'ca.crt': 'PEM',
    audiences: '\n one \n\ntwo\n',
    serviceAccountName: 'deployer',
  })
  answers(async () => ({ server: url, token: `token-${asked.length}`, expiresAt: 0 }))
  const client = await clusters.connect({ configMapRef: { name: 'kc' } }, 'ns', signal)
  t.after(() => client.close())
  assert.equal(asked[0]?.provider, 'generic')
  assert.deepEqual(asked[0]?.reference, {
    cluster: '',
    address: 'https://prod.test',
    certificateAuthority: 'PEM',
  })
  assert.deepEqual(asked[0]?.request.audiences, ['one', 'two'])
  await assert.rejects(async () => asked[0]?.request.account?.(signal), {
    name: 'IdentityError',
    message: 'failed to get service account \'ns/deployer\': ServiceAccount "deployer" not found',
  })
  await client.get(Namespaces, '', 'default')
  await client.get(Namespaces, '', 'default')
  assert.deepEqual(
    seen.map(({ authorization }) => authorization),
    ['Bearer token-2', 'Bearer token-3'],
  )
})

test('a cluster that lets nobody in is told of as it says', async () => {
  const { clusters, configMap, answers } = world()
  configMap({ provider: 'aws' })
  answers(() => Promise.reject(new IdentityError('go away')))
  await assert.rejects(clusters.connect({ configMapRef: { name: 'kc' } }, 'ns', signal), {
    name: 'RemoteClusterError',
    message: 'go away',
    isMissing: false,
  })
})
