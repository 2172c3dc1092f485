import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { type CloudServer, startCloudServer } from '@sluice/testing'
import { type CloudIdentity, createCloudIdentity } from './cloud-identity.ts'
import type { IdentityRequest, ServiceAccount } from './types.ts'

const { signal } = new AbortController()
const start = Date.parse('2026-01-01T00:00:00Z')
let clouds: CloudServer
let identity: CloudIdentity

before(async () => {
  clouds = await startCloudServer()
})
after(() => clouds.stop())
beforeEach(() => {
  clouds.requests.length = 0
  identity = createCloudIdentity({ env: {}, openHttp: clouds.openHttp, now: () => start })
})

const pool = 'projects/123/locations/global/workloadIdentityPools/pool/providers/cluster'
const email = 'reader@project.iam.gserviceaccount.com'

function asAccount(annotations: Readonly<Record<string, string>>): IdentityRequest {
  const account: ServiceAccount = {
    namespace: 'team',
    name: 'flux',
    annotations,
    issueToken: async audiences => `token for ${audiences.join()}`,
  }
  return { account: async () => account, signal }
}

const federated = asAccount({ 'gcp.auth.fluxcd.io/workload-identity-provider': pool })

function exchange(audience: string, subject: string): void {
  clouds.on('POST', 'sts.googleapis.com/v1/token', ({ form }) => {
    assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:token-exchange')
    assert.equal(form.get('audience'), audience)
    assert.equal(form.get('subject_token'), subject)
    return { body: { access_token: 'exchanged', expires_in: 3600 } }
  })
}

test("an account's token is exchanged for Google's", async () => {
  exchange(`//iam.googleapis.com/${pool}`, `token for //iam.googleapis.com/${pool}`)
  const token = await identity.token('gcp', federated)
  assert.deepEqual(token, { token: 'exchanged', expiresAt: start + 3_600_000 })
})

test('an account acts as the Google service account that it names', async () => {
  exchange(`//iam.googleapis.com/${pool}`, `token for //iam.googleapis.com/${pool}`)
  const path = `iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`
  clouds.on('POST', path, ({ headers, body }) => {
    assert.equal(headers['authorization'], 'Bearer exchanged')
    assert.match(body, /cloud-platform/)
    return { body: { accessToken: 'impersonated', expireTime: '2026-01-01T01:00:00Z' } }
  })
  const annotations = {
    'gcp.auth.fluxcd.io/workload-identity-provider': pool,
    'iam.gke.io/gcp-service-account': email,
  }
  const login = await identity.registryLogin('gcp', 'europe-docker.pkg.dev', asAccount(annotations))
  const expiresAt = start + 3_600_000
  assert.deepEqual(login, { username: 'oauth2accesstoken', password: 'impersonated', expiresAt })
})

test('on a cluster of Google its pool is the audience', async () => {
  const metadata = '169.254.169.254/computeMetadata/v1/'
  const values = new Map([
    ['project/project-id', 'project'],
    ['instance/attributes/cluster-location', 'europe-west1'],
    ['instance/attributes/cluster-name', 'prod'],
  ])
  clouds.on('GET', metadata, ({ url, headers }) => {
    assert.equal(headers['metadata-flavor'], 'Google')
    return { body: values.get(url.pathname.replace('/computeMetadata/v1/', '')) }
  })
  const provider = 'https://container.googleapis.com/v1/projects/project/locations/europe-west1/clusters/prod'
  exchange(`identitynamespace:project.svc.id.goog:${provider}`, 'token for project.svc.id.goog')
  assert.equal((await identity.token('gcp', asAccount({}))).token, 'exchanged')
  await identity.token('gcp', asAccount({}))
  assert.equal(clouds.requests.filter(line => line.includes('computeMetadata')).length, 3)
})

test('a machine that is not of Google is told apart', async () => {
  clouds.on('GET', '169.254.169.254/computeMetadata/v1/', () => ({ status: 404, body: 'no' }))
  await assert.rejects(identity.token('gcp', asAccount({})), {
    name: 'IdentityError',
    message:
      'failed to get provider audience: failed to get GKE cluster project ID from the metadata service: status code 404: no',
  })
})

test('a refusal is told, without the token', async () => {
  clouds.on('POST', 'sts.googleapis.com/v1/token', ({ form }) => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: `wrong: ${form.get('subject_token')}` },
  }))
  await assert.rejects(identity.token('gcp', federated), {
    name: 'IdentityError',
    message:
      "failed to create provider access token for service account 'team/flux': oauth2/google: unable to exchange token: " +
      'status code 400: {"error":"invalid_grant","error_description":"wrong: *****"}',
  })
})

const annotationFailures = [
  {
    annotations: { 'gcp.auth.fluxcd.io/workload-identity-provider': 'pool' },
    says: "failed to get provider audience: invalid gcp.auth.fluxcd.io/workload-identity-provider annotation: 'pool'. must match ^projects/\\d{1,30}/locations/global/workloadIdentityPools/[^/]{1,100}/providers/[^/]{1,100}$",
  },
  {
    annotations: {
      'gcp.auth.fluxcd.io/workload-identity-provider': pool,
      'iam.gke.io/gcp-service-account': 'me@example.com',
    },
    says: "failed to get provider identity from service account 'team/flux' annotations: invalid iam.gke.io/gcp-service-account annotation: 'me@example.com'. must match ^[a-zA-Z0-9-]{1,100}@[a-zA-Z0-9-]{1,100}\\.iam\\.gserviceaccount\\.com$",
  },
]
for (const { annotations, says } of annotationFailures) {
  test(`annotations are checked: ${says.slice(0, 40)}`, async () => {
    const asked = identity.token('gcp', asAccount(annotations as Readonly<Record<string, string>>))
    await assert.rejects(asked, { message: says })
  })
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = JSON.stringify({
  type: 'service_account',
  client_email: email,
  private_key_id: 'id',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
})

test('a key of a Secret signs for a token, through the proxy of the user', async () => {
  clouds.on('POST', 'oauth2.googleapis.com/token', ({ form }) => {
    const [, payload = ''] = String(form.get('assertion')).split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    assert.equal(claims.iss, email)
    assert.equal(claims.scope, 'https://www.googleapis.com/auth/devstorage.read_only')
    return { body: { access_token: 'by key', expires_in: 3600, token_type: 'Bearer' } }
  })
  const proxy = { address: 'http://proxy.test:3128' }
  assert.equal((await identity.gcpKeyToken(key, { signal, proxy })).token, 'by key')
  assert.deepEqual(clouds.opened.at(-1), { proxy })
})

const keyFailures = [
  { key: '{"private_key": "top secret"', says: /^the key is not valid JSON$/ },
  { key: '{}', says: /^missing 'type' field in credentials$/ },
  {
    key: '{"type":"external_account","credential_source":{"executable":{"command":"rm"}}}',
    says: /^credentials of type 'external_account' are not taken from a Secret/,
  },
]
for (const { key, says } of keyFailures) {
  test(`a Secret holds no key: ${says.source.slice(1, 40)}`, async () => {
    await assert.rejects(identity.gcpKeyToken(key, { signal }), { name: 'IdentityError', message: says })
  })
}

test('a key that is no longer good is told of, without the key', async () => {
  clouds.on('POST', 'oauth2.googleapis.com/token', () => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
  }))
  await assert.rejects(identity.gcpKeyToken(key, { signal }), {
    name: 'IdentityError',
    message: 'oauth2: cannot fetch token: invalid_grant: Invalid JWT Signature.',
  })
})

const cluster = 'projects/project/locations/europe-west1/clusters/prod'

test('a cluster is looked up, unless all of it is known', async () => {
  exchange(`//iam.googleapis.com/${pool}`, `token for //iam.googleapis.com/${pool}`)
  clouds.on('GET', `container.googleapis.com/v1/${cluster}`, ({ headers }) => {
    assert.equal(headers['authorization'], 'Bearer exchanged')
    const clusterCaCertificate = Buffer.from('CA').toString('base64')
    return { body: { endpoint: '10.0.0.1', masterAuth: { clusterCaCertificate } } }
  })
  const found = await identity.clusterAccess('gcp', { cluster }, federated)
  assert.deepEqual([found.server, found.certificateAuthority, found.token], ['10.0.0.1', 'CA', 'exchanged'])
  clouds.requests.length = 0
  const given = { address: 'https://prod.test', certificateAuthority: 'own' }
  const known = await identity.clusterAccess('gcp', given, federated)
  assert.equal(known.server, 'https://prod.test')
  assert.deepEqual(clouds.requests, ['POST sts.googleapis.com/v1/token'])
})

test('a cluster that may not be looked up, or is none', async () => {
  exchange(`//iam.googleapis.com/${pool}`, `token for //iam.googleapis.com/${pool}`)
  clouds.on('GET', `container.googleapis.com/v1/${cluster}`, () => ({
    status: 403,
    body: { error: { message: 'may not', status: 'PERMISSION_DENIED' } },
  }))
  await assert.rejects(identity.clusterAccess('gcp', { cluster }, federated), {
    message: `failed to describe GKE cluster '${cluster}': googleapi: Error 403: may not, PERMISSION_DENIED`,
  })
  await assert.rejects(identity.clusterAccess('gcp', { cluster: 'prod' }, federated), {
    message: /^invalid GKE cluster ID: 'prod'\. must match \^projects/,
  })
})

test("a registry of somebody else's is none of Google's", async () => {
  await assert.rejects(identity.registryLogin('gcp', 'ghcr.io', { signal }), {
    message: /^invalid GCP registry: 'ghcr\.io'\. must match /,
  })
})
