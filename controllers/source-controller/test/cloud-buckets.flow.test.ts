import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Bucket, BucketSpec } from '@sluice/api/source'
import { treeOfTarGz } from '@sluice/base/tar'
import { type ArtifactStore, openArtifactStore } from '@sluice/io/artifact-store'
import { openBucket } from '@sluice/io/bucket'
import { IdentityError } from '@sluice/io/cloud-identity'
import { reconcileOnce } from '@sluice/kube/runtime'
import { type BucketServer, type CloudServer, startBucketServer, startCloudServer } from '@sluice/testing'
import { bucketReconciler } from '../src/bucket/reconciler.ts'
import type { Identities } from '../src/identity/object-identity.ts'
import { SecretNotFound } from '../src/secrets/secret-data.ts'
import { identitiesOf } from './identities.ts'

const dir = mkdtempSync(join(tmpdir(), 'cloud-bucket-test-'))
const key = { accessKey: 'AK', secretKey: 'SK' }
const secrets = new Map<string, Readonly<Record<string, string>>>()
let clouds: CloudServer
let server: BucketServer
let store: ArtifactStore

before(async () => {
  clouds = await startCloudServer()
  server = await startBucketServer({ buckets: ['files'], key })
  server.put('files', 'app/a.yaml', 'a: 1')
  const retention = { ttl: 60_000, records: 2 }
  const options = { dir, address: 'source.test', algorithm: 'sha256', maxBytes: 1024 ** 2 } as const
  store = await openArtifactStore({ ...options, retention, now: Date.now })
  serveBlobs()
  serveObjects()
})
after(async () => {
  await clouds.stop()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

const endpoint = 'https://acct.blob.core.windows.net'
const blobKey = Buffer.from('key').toString('base64')

/** One container: whoever knows the key, the signature or the token may read. */
function serveBlobs(): void {
  const place = 'acct.blob.core.windows.net/files'
  const mayRead = (headers: { authorization?: unknown }, url: URL): boolean =>
    /^(SharedKey acct:|Bearer storage$)/.test(String(headers.authorization)) ||
    url.searchParams.get('sig') === 'signature'
  const refused = {
    status: 403,
    headers: { 'x-ms-error-code': 'AuthorizationFailure' },
    body: '<Error><Code>AuthorizationFailure</Code><Message>may not</Message></Error>',
  }
  const blob = '<Blob><Name>app/a.yaml</Name><Properties><Etag>0x1</Etag></Properties></Blob>'
  clouds.on('GET', place, ({ url, headers }) =>
    mayRead(headers, url)
      ? { body: `<EnumerationResults><Blobs>${blob}</Blobs><NextMarker/></EnumerationResults>` }
      : refused,
  )
  clouds.on('GET', `${place}/app/a.yaml`, ({ url, headers }) =>
    mayRead(headers, url) ? { headers: { etag: '"0x1"' }, body: 'a: 1' } : refused,
  )
  const absent = { status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' }, body: '' }
  clouds.on('GET', `${place}/.sourceignore`, () => absent)
}

/** One bucket of Google's, for whoever has the token. */
function serveObjects(): void {
  const base = 'storage.googleapis.com/storage/v1/b/files'
  const refused = {
    status: 401,
    body: { error: { message: 'Invalid Credentials', errors: [{ reason: 'authError' }] } },
  }
  const guarded = (path: string, body: (url: URL) => unknown) =>
    clouds.on('GET', base + path, ({ url, headers }) =>
      headers['authorization'] === 'Bearer storage' ? { body: body(url) } : refused,
    )
  guarded('', () => ({}))
  guarded('/o', () => ({ items: [{ name: 'app/a.yaml', etag: 'E' }] }))
  guarded('/o/app%2Fa.yaml', url =>
    url.searchParams.get('alt') === 'json' ? { etag: 'E', generation: '1' } : 'a: 1',
  )
}

function object(spec: Partial<BucketSpec>): Bucket {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'Bucket',
    metadata: { name: 'b', namespace: 'ns', generation: 1, uid: 'b', finalizers: ['finalizers.fluxcd.io'] },
    spec: { bucketName: 'files', endpoint, interval: '1h', provider: 'azure', ...spec },
    status: { observedGeneration: -1 },
  } as Bucket
}

/** Identities whose clouds give these tokens. */
function giving(cloud: Partial<Identities['cloud']>, isEnabled = true): Identities {
  const none = identitiesOf({ isEnabled, accounts: { reader: {} } })
  return { ...none, cloud: { ...none.cloud, ...cloud } }
}

const token = async () => ({ token: 'storage', expiresAt: 0 })

async function reconcile(spec: Partial<BucketSpec>, identities: Identities = giving({})) {
  const reconciler = bucketReconciler({
    store,
    identities,
    env: {},
    openBucket: options =>
      openBucket(options.type === 's3' ? options : { ...options, openHttp: clouds.openHttp }),
    getSecret: async (_namespace, name) => {
      const secret = secrets.get(name)
      if (!secret) throw new SecretNotFound(`secrets "${name}" not found`)
      return Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, Buffer.from(value)]))
    },
  })
  const done = await reconcileOnce(reconciler, object(spec))
  const { artifact } = done.status
  return {
    files: artifact ? treeOfTarGz(await store.bytesOf(artifact)).paths() : [],
    ready: done.condition('Ready'),
    stalled: done.condition('Stalled'),
    fetchFailed: done.condition('FetchFailed'),
  }
}

const azureSecrets = [
  { does: 'the key of the account', secret: { accountKey: blobKey } },
  { does: 'a signature', secret: { sasKey: '?sv=1&sig=signature' } },
  {
    does: 'a secret of Entra',
    secret: { tenantId: 't', clientId: 'c', clientSecret: 's' },
    logsInBy: 'secret',
  },
  {
    does: 'a certificate of Entra',
    secret: { tenantId: 't', clientId: 'c', clientCertificate: 'PEM', clientCertificateSendChain: 'true' },
    logsInBy: 'certificate',
  },
  { does: 'a managed identity', secret: { clientId: 'c', accountKey: 'ignored' }, logsInBy: 'managed' },
] as const
for (const { does, secret, ...rest } of azureSecrets) {
  test(`a container of Azure is read with ${does}`, async () => {
    secrets.set('login', secret)
    let type = ''
    const azureLoginToken: Identities['cloud']['azureLoginToken'] = async (login, request) => {
      type = login.type
      assert.deepEqual(request.scopes, ['https://storage.azure.com/.default'])
      return token()
    }
    const { files, ready } = await reconcile({ secretRef: { name: 'login' } }, giving({ azureLoginToken }))
    assert.equal(ready?.status, 'True', ready?.message)
    assert.deepEqual(files, ['app/a.yaml'])
    assert.equal(type, 'logsInBy' in rest ? rest.logsInBy : '')
  })
}

test('without a Secret buckets of clouds are read as whoever we are', async () => {
  for (const provider of ['azure', 'gcp'] as const) {
    const { files } = await reconcile({ provider }, giving({ token }))
    assert.deepEqual(files, ['app/a.yaml'], provider)
  }
})

test('a bucket of Google is read with the key of a Secret', async () => {
  secrets.set('login', { serviceaccount: '{"type":"service_account"}' })
  const spec = { provider: 'gcp', secretRef: { name: 'login' } } as const
  const { files } = await reconcile(spec, giving({ gcpKeyToken: token }))
  assert.deepEqual(files, ['app/a.yaml'])
})

const amazon = { provider: 'aws', insecure: true, region: 'eu-west-1', serviceAccountName: 'reader' } as const

test('a bucket of Amazon is read as the account that the spec names', async () => {
  let asked: unknown
  const awsKey: Identities['cloud']['awsKey'] = async request => {
    const account = await request.account?.(request.signal)
    asked = [request.region, request.stsEndpoint, account?.name]
    return { ...key, expiresAt: 0 }
  }
  const sts = { provider: 'aws', endpoint: 'https://sts.eu-west-1.amazonaws.com' } as const
  const { files } = await reconcile({ ...amazon, endpoint: server.endpoint, sts }, giving({ awsKey }))
  assert.deepEqual(files, ['app/a.yaml'])
  assert.deepEqual(asked, ['eu-west-1', 'https://sts.eu-west-1.amazonaws.com', 'reader'])
})

test('users of a directory are given a key by the store itself', async () => {
  const place = `${new URL(clouds.url).host}/sts`
  clouds.on('POST', place, ({ form }) => {
    assert.equal(form.get('LDAPUsername'), 'me')
    const credentials = '<AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey>'
    return { body: `<Credentials>${credentials}</Credentials>` }
  })
  secrets.set('ldap', { username: 'me', password: 'mine' })
  const sts = { provider: 'ldap', endpoint: `${clouds.url}/sts`, secretRef: { name: 'ldap' } } as const
  const generic = { provider: 'generic', endpoint: server.endpoint, insecure: true, sts } as const
  const { files, ready } = await reconcile(generic)
  assert.equal(ready?.status, 'True', ready?.message)
  assert.deepEqual(files, ['app/a.yaml'])

  clouds.on('POST', place, () => ({ status: 403, body: '<Error><Message>no such user</Message></Error>' }))
  const refused = await reconcile(generic)
  assert.equal(refused.fetchFailed?.reason, 'BucketOperationFailed')
  assert.equal(refused.ready?.message, "failed to confirm existence of 'files' bucket: no such user")
})

const nobody = () => Promise.reject(new IdentityError('nobody knows us'))
const refusals: readonly {
  spec: Partial<BucketSpec>
  secret?: Readonly<Record<string, string>>
  cloud?: Partial<Identities['cloud']>
  reason: string
  says: string
}[] = [
  {
    spec: { provider: 'gcp', secretRef: { name: 'login' } },
    secret: { key: 'x' },
    reason: 'AuthenticationFailed',
    says: "invalid 'login' secret data: required fields 'serviceaccount'",
  },
  {
    spec: { provider: 'gcp', secretRef: { name: 'login' } },
    secret: { serviceaccount: '{}' },
    reason: 'AuthenticationFailed',
    says: 'dialing: credentials: unsupported unidentified file type',
  },
  {
    spec: { provider: 'gcp', secretRef: { name: 'login' } },
    secret: { serviceaccount: 'top secret' },
    reason: 'AuthenticationFailed',
    says: "dialing: key 'serviceaccount' of secret 'login' is not valid JSON",
  },
  {
    spec: { provider: 'gcp' },
    cloud: { token: nobody },
    reason: 'BucketOperationFailed',
    says: 'failed to confirm existence of \'files\' bucket: Get "https://storage.googleapis.com/storage/v1/b/files?alt=json&prettyPrint=false&projection=full": nobody knows us',
  },
  {
    spec: { provider: 'gcp' },
    cloud: { token: async () => ({ token: 'expired', expiresAt: 0 }) },
    reason: 'BucketOperationFailed',
    says: "failed to confirm existence of 'files' bucket: googleapi: Error 401: Invalid Credentials, authError",
  },
  {
    spec: { secretRef: { name: 'login' } },
    secret: { user: 'me' },
    reason: 'AuthenticationFailed',
    says: "invalid 'login' secret data: requires a 'clientId' or 'accountKey' field, a combination of 'tenantId', 'clientId' and 'clientSecret', or 'tenantId', 'clientId' and 'clientCertificate'",
  },
  {
    spec: { secretRef: { name: 'login' }, endpoint: 'https://storage.test' },
    secret: { accountKey: blobKey },
    reason: 'AuthenticationFailed',
    says: "failed to create shared credential from 'login' Secret data: failed to extract account name from endpoint: expected 'storage.test' to be a subdomain",
  },
  {
    spec: { secretRef: { name: 'login' } },
    secret: { accountKey: 'top secret' },
    reason: 'AuthenticationFailed',
    says: 'decode account key: illegal base64 data at input byte 3',
  },
  {
    spec: { secretRef: { name: 'login' } },
    secret: { sasKey: 'sig=another' },
    reason: 'BucketOperationFailed',
    says: `failed to confirm existence of 'files' bucket: GET ${endpoint}/files: RESPONSE 403: may not, ERROR CODE: AuthorizationFailure`,
  },
  {
    spec: { ...amazon, serviceAccountName: undefined } as never,
    cloud: { awsKey: nobody },
    reason: 'AuthenticationFailed',
    says: 'AWS authentication failed: nobody knows us',
  },
  {
    spec: {
      provider: 'generic',
      sts: { provider: 'ldap', endpoint: 'http://sts', secretRef: { name: 'login' } },
    },
    secret: { username: 'me' },
    reason: 'AuthenticationFailed',
    says: "invalid 'login' secret data for 'ldap' STS provider: required fields username, password",
  },
]
for (const { spec, secret, cloud = {}, reason, says } of refusals) {
  test(`a bucket cannot be read: ${says.slice(-60)}`, async () => {
    if (secret) secrets.set('login', secret)
    const { ready, fetchFailed } = await reconcile(spec, giving(cloud))
    assert.deepEqual([ready?.reason, ready?.message], [reason, says])
    assert.deepEqual([fetchFailed?.reason, fetchFailed?.message], [reason, says])
  })
}

const stalls = [
  {
    spec: amazon,
    isEnabled: false,
    reason: 'FeatureGateDisabled',
    says: 'to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller',
  },
  {
    spec: { provider: 'generic', sts: { provider: 'aws', endpoint: 'https://sts' } },
    reason: 'InvalidSTSConfiguration',
    says: "STS provider 'aws' is not supported for 'generic' bucket provider",
  },
] as const
for (const { spec, reason, says, ...rest } of stalls) {
  test(`a bucket waits for its spec to change: ${reason}`, async () => {
    const identities = giving({}, !('isEnabled' in rest))
    const { stalled, fetchFailed } = await reconcile(spec, identities)
    assert.deepEqual([stalled?.reason, stalled?.message], [reason, says])
    assert.deepEqual([fetchFailed?.reason, fetchFailed?.message], [reason, says])
  })
}
