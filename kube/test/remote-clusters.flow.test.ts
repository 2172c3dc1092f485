import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import { createClient, type KubeClient, parseKubeconfig } from '../src/client/index.ts'
import { openIdentity, RemoteClusters } from '../src/workload-identity/index.ts'

const { signal } = new AbortController()
const issuer = 'https://kubernetes.default.svc'
const tokenCache = { maxSize: 10, maxDuration: 3_600_000 }
let server: ApiServer
let client: KubeClient

before(async () => {
  server = await startApiServer({})
  client = createClient(parseKubeconfig(server.kubeconfig()))
  const metadata = { name: 'deployer', namespace: 'default' }
  await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata })
})
after(async () => {
  await client.close()
  await server.stop()
})

function clusters(isEnabled: boolean): RemoteClusters {
  return new RemoteClusters({
    client,
    identity: openIdentity(client, { tokenCache }, {}),
    accounts: { isEnabled, defaultName: '' },
    limits: { allowExec: false, allowInsecureTls: false },
    words: { unreadable: String, lacksKey: String, unusable: String, neither: '' },
  })
}

async function whoAmI(remote: KubeClient): Promise<unknown> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} }
  const answer = await remote.raw('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review)
  return (answer as { status: { userInfo: { username: string } } }).status.userInfo.username
}

test('a cluster that trusts ours is entered as the account that a ConfigMap names', async t => {
  await client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'there', namespace: 'default' },
    data: {
      provider: 'generic',
      address: server.url,
      'ca.crt': server.caCertificate,
      audiences: issuer,
      serviceAccountName: 'deployer',
    },
  } as never)
  const remote = await clusters(true).connect({ configMapRef: { name: 'there' } }, 'default', signal)
  t.after(() => remote.close())
  assert.equal(await whoAmI(remote), 'system:serviceaccount:default:deployer')
})

test('without the gate nobody enters a cluster as an account', async () => {
  const refused = clusters(false).connect({ configMapRef: { name: 'there' } }, 'default', signal)
  await assert.rejects(refused, {
    name: 'RemoteClusterError',
    message:
      'failed to get access token for cluster: ObjectLevelWorkloadIdentity feature gate is not enabled',
  })
})

test('a kubeconfig of a Secret leads to its cluster', async t => {
  const value = Buffer.from(server.kubeconfig()).toString('base64')
  const metadata = { name: 'there', namespace: 'default' }
  await client.create({ apiVersion: 'v1', kind: 'Secret', metadata, data: { value } } as never)
  const remote = await clusters(false).connect({ secretRef: { name: 'there' } }, 'default', signal)
  t.after(() => remote.close())
  assert.equal(await whoAmI(remote), await whoAmI(client))
})
