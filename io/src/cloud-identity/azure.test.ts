import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type CloudServer, startCloudServer } from '@sluice/testing'
import { type CloudIdentity, createCloudIdentity } from './cloud-identity.ts'
import type { IdentityRequest, ServiceAccount } from './types.ts'

const { signal } = new AbortController()
const start = Date.parse('2026-01-01T00:00:00Z')
const tenant = '00000000-0000-0000-0000-000000000001'
let clouds: CloudServer
let identity: CloudIdentity

before(async () => {
  clouds = await startCloudServer()
})
after(() => clouds.stop())
beforeEach(() => {
  clouds.requests.length = 0
  identity = open({})
})

function open(env: Readonly<Record<string, string>>): CloudIdentity {
  return createCloudIdentity({ env, openHttp: clouds.openHttp, now: () => start })
}

function asAccount(
  annotations: Readonly<Record<string, string>> = {
    'azure.workload.identity/tenant-id': tenant,
    'azure.workload.identity/client-id': 'client',
  },
): IdentityRequest {
  const account: ServiceAccount = {
    namespace: 'team',
    name: 'flux',
    annotations,
    issueToken: async audiences => `token for ${audiences.join()}`,
  }
  return { account: async () => account, signal }
}

/** Entra gives a token named after what it is for. */
function entra(check: (form: URLSearchParams) => void, host = 'login.microsoftonline.com'): void {
  clouds.on('POST', `${host}/${tenant}/oauth2/v2.0/token`, ({ form }) => {
    check(form)
    const scope = form.get('scope')
    return { body: { access_token: `token of ${scope}`, expires_in: 3600, token_type: 'Bearer' } }
  })
}

const byAssertion = (form: URLSearchParams): void => {
  assert.equal(form.get('client_id'), 'client')
  assert.equal(form.get('client_assertion'), 'token for api://AzureADTokenExchange')
}

const scopes = ['https://storage.azure.com/.default']

test("an account's token is exchanged for one of Entra, through the proxy of the user", async () => {
  entra(byAssertion)
  const proxy = { address: 'http://proxy.test:3128' }
  const { token } = await identity.token('azure', { ...asAccount(), scopes, proxy })
  assert.equal(token, 'token of https://storage.azure.com/.default')
  assert.deepEqual(clouds.opened.at(-1), { proxy })
})

const missing = [
  [{}, 'azure tenant ID is not set in the service account annotation azure.workload.identity/tenant-id'],
  [
    { 'azure.workload.identity/tenant-id': tenant },
    'azure client ID is not set in the service account annotation azure.workload.identity/client-id',
  ],
] as const
for (const [annotations, says] of missing) {
  test(`annotations are looked for: ${says.slice(0, 20)}`, async () => {
    await assert.rejects(identity.token('azure', { ...asAccount(annotations), scopes }), {
      message: `failed to get provider identity from service account 'team/flux' annotations: ${says}`,
    })
  })
}

test('a secret logs in, in the cloud that it is of', async () => {
  entra(form => {
    assert.equal(form.get('client_secret'), 'top secret')
    assert.equal(form.get('grant_type'), 'client_credentials')
  }, 'login.private.test')
  const issuer = `https://login.private.test/${tenant}`
  clouds.on('GET', `login.private.test/${tenant}/v2.0/.well-known/openid-configuration`, () => ({
    body: {
      issuer: `${issuer}/v2.0`,
      authorization_endpoint: `${issuer}/oauth2/v2.0/authorize`,
      token_endpoint: `${issuer}/oauth2/v2.0/token`,
      jwks_uri: `${issuer}/discovery/v2.0/keys`,
    },
  }))
  const login = { type: 'secret', tenant, client: 'client', secret: 'top secret' } as const
  const authorityHost = 'https://login.private.test'
  const { token } = await identity.azureLoginToken(login, { signal, scopes, authorityHost })
  assert.equal(token, 'token of https://storage.azure.com/.default')
})

test('a refusal is told in one line, without the secret', async () => {
  clouds.on('POST', `login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, () => ({
    status: 401,
    body: {
      error: 'invalid_client',
      error_description:
        'AADSTS7000215: Invalid client secret provided: top secret.\r\nTrace ID: 1\r\nCorrelation ID: 2',
      error_codes: [7000215],
    },
  }))
  const login = { type: 'secret', tenant, client: 'client', secret: 'top secret' } as const
  await assert.rejects(identity.azureLoginToken(login, { signal, scopes }), (error: Error) => {
    assert.equal(error.name, 'IdentityError')
    assert.match(error.message, /invalid_client: .*AADSTS7000215: Invalid client secret provided: \*{5}/)
    assert.doesNotMatch(error.message, /top secret|Trace ID|\n/)
    return true
  })
})

test('what is no certificate is told of, without it', async () => {
  const login = { type: 'certificate', tenant, client: 'client', certificate: 'not PEM at all' } as const
  await assert.rejects(identity.azureLoginToken(login, { signal, scopes }), (error: Error) => {
    assert.equal(error.name, 'IdentityError')
    assert.doesNotMatch(error.message, /not PEM at all/)
    return true
  })
})

test('a machine that is one of Azure says who it is', async () => {
  clouds.on('GET', '169.254.169.254/metadata/identity/oauth2/token', ({ url, headers }) => {
    assert.equal(headers['metadata'], 'true')
    assert.equal(url.searchParams.get('resource'), 'https://storage.azure.com')
    assert.equal(url.searchParams.get('client_id'), 'client')
    return {
      body: { access_token: 'of the machine', expires_on: '1893456000', resource: 'r', token_type: 'Bearer' },
    }
  })
  const { token } = await identity.azureLoginToken({ type: 'managed', client: 'client' }, { signal, scopes })
  assert.equal(token, 'of the machine')
})

test('the controller is whoever its variables say', async () => {
  entra(form => assert.equal(form.get('client_secret'), 'of the pod'))
  const own = open({ AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: 'client', AZURE_CLIENT_SECRET: 'of the pod' })
  const { token } = await own.token('azure', { signal, scopes })
  assert.equal(token, 'token of https://storage.azure.com/.default')
})

const jwt = (claims: object): string => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`

test('a registry exchanges the token for one of its own', async () => {
  entra(byAssertion)
  const refresh = jwt({ exp: start / 1000 + 10_800 })
  clouds.on('POST', 'team.azurecr.io/oauth2/exchange', ({ form }) => {
    assert.equal(form.get('service'), 'team.azurecr.io')
    assert.equal(form.get('access_token'), 'token of https://containerregistry.azure.net/.default')
    return { body: { refresh_token: refresh } }
  })
  assert.deepEqual(await identity.registryLogin('azure', 'team.azurecr.io', asAccount()), {
    username: '00000000-0000-0000-0000-000000000000',
    password: refresh,
    expiresAt: start + 10_800_000,
  })
})

test('a registry that refuses, or is none of Azure, is told', async () => {
  entra(byAssertion)
  clouds.on('POST', 'closed.azurecr.io/oauth2/exchange', ({ form }) => ({
    status: 401,
    body: `no: ${form.get('access_token')}`,
  }))
  await assert.rejects(identity.registryLogin('azure', 'closed.azurecr.io', asAccount()), {
    message:
      'failed to create artifact registry credentials: POST https://closed.azurecr.io/oauth2/exchange: status code 401: no: *****',
  })
  await assert.rejects(identity.registryLogin('azure', 'ghcr.io', { signal }), {
    message:
      "invalid Azure registry: 'ghcr.io'. must match ^.+\\.(azurecr\\.io|azurecr\\.cn|azurecr\\.de|azurecr\\.us)$",
  })
})

test('Azure DevOps takes a token that is for it', async () => {
  entra(byAssertion)
  const login = await identity.gitLogin('azure', 'https://dev.azure.com/o/p/_git/r', asAccount())
  assert.equal(login.type, 'bearer')
  assert.equal(
    login.type === 'bearer' && login.token,
    'token of 499b84ac-1321-427f-aa17-267ca6975798/.default',
  )
})

const cluster =
  '/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/prod'
const kubeconfig = (server: string): object => {
  const authority = Buffer.from('CA').toString('base64')
  const text = `clusters:\n- name: c\n  cluster:\n    server: ${server}\n    certificate-authority-data: ${authority}\n`
  return { name: 'clusterUser', value: Buffer.from(text).toString('base64') }
}

function management(properties: object, kubeconfigs: readonly object[]): void {
  clouds.on('GET', `management.azure.com${cluster}`, ({ headers }) => {
    assert.equal(headers['authorization'], 'Bearer token of https://management.core.windows.net//.default')
    return { body: { properties } }
  })
  clouds.on('POST', `management.azure.com${cluster}/listClusterUserCredential`, () => ({
    body: { kubeconfigs },
  }))
}

test('a cluster is looked up with one token, and talked to with another', async () => {
  entra(byAssertion)
  management({ aadProfile: {} }, [
    kubeconfig('https://a.azmk8s.io:443'),
    kubeconfig('https://b.azmk8s.io:443'),
  ])
  const first = await identity.clusterAccess('azure', { cluster }, asAccount())
  assert.equal(first.server, 'https://a.azmk8s.io:443')
  assert.equal(first.certificateAuthority, 'CA')
  assert.equal(first.token, 'token of 6dae42f8-4368-4678-94ff-3960e28e3630/.default')
  const second = await identity.clusterAccess('azure', { cluster, address: 'B.azmk8s.io' }, asAccount())
  assert.equal(second.server, 'B.azmk8s.io')
})

const clusterFailures = [
  {
    properties: {},
    says: `AKS cluster ${cluster} does not have Microsoft Entra ID integration enabled. See docs for enabling: https://learn.microsoft.com/en-us/azure/aks/enable-authentication-microsoft-entra-id`,
  },
  { properties: { aadProfile: {} }, says: `no kubeconfig found for AKS cluster ${cluster}` },
  {
    properties: { aadProfile: {} },
    kubeconfigs: [kubeconfig('https://a.azmk8s.io')],
    address: 'https://c.azmk8s.io',
    says: `no kubeconfig found for AKS cluster ${cluster} matching the specified address 'https://c.azmk8s.io'. cluster addresses: ['https://a.azmk8s.io']`,
  },
  {
    properties: { aadProfile: {} },
    address: 'http://c.azmk8s.io',
    says: "failed to parse specified cluster address 'http://c.azmk8s.io': the Kubernetes API server address 'http://c.azmk8s.io' must use https scheme",
  },
]
for (const { properties, kubeconfigs = [], address, says } of clusterFailures) {
  test(`a cluster cannot be looked up: ${says.slice(-50)}`, async () => {
    entra(byAssertion)
    management(properties, kubeconfigs)
    const reference = { cluster, ...(address ? { address } : {}) }
    await assert.rejects(identity.clusterAccess('azure', reference, asAccount()), { message: says })
  })
}
