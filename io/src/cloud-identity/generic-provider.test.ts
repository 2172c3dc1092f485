import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCloudIdentity } from './cloud-identity.ts'
import { clusterAddress } from './cluster-address.ts'
import type { IdentityRequest, ServiceAccount } from './types.ts'

const { signal } = new AbortController()
const jwt = (claims: object): string => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`
const openHttp = () => {
  throw new Error('nobody is asked')
}
const identity = createCloudIdentity({
  env: {},
  openHttp,
  now: () => 0,
  issueOwnToken: async audiences => jwt({ exp: 60, aud: audiences }),
})

function asAccount(token: string): IdentityRequest {
  const account: ServiceAccount = {
    namespace: 'ns',
    name: 'a',
    annotations: {},
    issueToken: async () => token,
  }
  return { account: async () => account, signal }
}

test('a token of ours is for the cluster that it is sent to', async () => {
  const access = await identity.clusterAccess('generic', { address: 'Prod.test' }, { signal })
  assert.equal(access.server, 'https://prod.test:443')
  assert.equal(access.token, jwt({ exp: 60, aud: ['Prod.test'] }))
  assert.equal(access.expiresAt, 60_000)
  const named = await identity.clusterAccess(
    'generic',
    { address: 'prod.test' },
    { signal, audiences: ['x'] },
  )
  assert.equal(named.token, jwt({ exp: 60, aud: ['x'] }))
})

const failures = [
  { reference: {}, says: 'cluster address is required to create a REST config' },
  {
    reference: { address: 'http://prod.test' },
    says: "failed to parse cluster address http://prod.test: the Kubernetes API server address 'http://prod.test' must use https scheme",
  },
]
for (const { reference, says } of failures) {
  test(`there is no way to a cluster: ${says.slice(0, 40)}`, async () => {
    await assert.rejects(identity.clusterAccess('generic', reference, { signal }), { message: says })
  })
}

test('a token that is none, and a provider that is none, are told of', async () => {
  await assert.rejects(identity.clusterAccess('generic', { address: 'a' }, asAccount('secret')), {
    message:
      "failed to get access token for cluster: failed to create provider access token for service account 'ns/a': failed to parse service account token: it is no JSON Web Token",
  })
  await assert.rejects(identity.clusterAccess('nobody', {}, { signal }), {
    message: "provider 'nobody' not implemented",
  })
})

test('clusterAddress() has one form for each address', () => {
  assert.equal(clusterAddress('a.test'), 'https://a.test:443')
  assert.equal(clusterAddress('https://A.test:6443/path'), 'https://a.test:6443')
  assert.throws(() => clusterAddress(''), { message: 'empty address' })
})
