/**
 * Who the process itself is to clouds. A process of its own: the clouds' SDKs read its variables.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type CloudServer, startCloudServer } from '@sluice/testing'
import { createCloudIdentity } from '../src/cloud-identity/index.ts'

const dir = mkdtempSync(join(tmpdir(), 'cloud-environment-'))
const { signal } = new AbortController()
const inherited = { ...process.env }
let clouds: CloudServer

before(async () => {
  clouds = await startCloudServer()
})
after(async () => {
  await clouds.stop()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  const files = { AWS_CONFIG_FILE: join(dir, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(dir, 'none') }
  Object.assign(process.env, { PATH: inherited['PATH'], HOME: dir }, files)
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' })
  clouds.requests.length = 0
})

function identity(env: Readonly<Record<string, string>> = {}) {
  Object.assign(process.env, env)
  return createCloudIdentity({ env: process.env, openHttp: clouds.openHttp, now: Date.now })
}

function file(name: string, content: string): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

const host = (): string => new URL(clouds.url).host

test('AWS: the variables of the process', async () => {
  const key = await identity({ AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK' }).awsKey({ signal })
  assert.deepEqual([key.accessKey, key.secretKey, key.sessionToken], ['AK', 'SK', undefined])
})

test('AWS: the role of the pod, for the token in a file', async () => {
  clouds.on('POST', 'sts.eu-west-1.amazonaws.com/', ({ form }) => {
    assert.equal(form.get('RoleArn'), 'arn:aws:iam::1:role/pod')
    assert.equal(form.get('WebIdentityToken'), 'token of the pod')
    const key =
      '<AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey><SessionToken>ST</SessionToken>'
    const result = `<AssumeRoleWithWebIdentityResult><Credentials>${key}<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>`
    return {
      headers: { 'content-type': 'text/xml' },
      body: `<AssumeRoleWithWebIdentityResponse>${result}</AssumeRoleWithWebIdentityResponse>`,
    }
  })
  const key = await identity({
    AWS_WEB_IDENTITY_TOKEN_FILE: file('token', 'token of the pod'),
    AWS_ROLE_ARN: 'arn:aws:iam::1:role/pod',
  }).awsKey({ signal })
  assert.deepEqual([key.accessKey, key.sessionToken], ['AK', 'ST'])
  assert.equal(key.expiresAt, Date.parse('2100-01-01T00:00:00Z'))
})

test('AWS: the identity that a cluster gives to its pods', async () => {
  clouds.on('GET', `${host()}/v1/credentials`, ({ headers }) => {
    assert.equal(headers['authorization'], 'token of the pod')
    return {
      body: {
        AccessKeyId: 'AK',
        SecretAccessKey: 'SK',
        Token: 'ST',
        Expiration: '2100-01-01T00:00:00Z',
      },
    }
  })
  const key = await identity({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${clouds.url}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('token', 'token of the pod'),
  }).awsKey({ signal })
  assert.deepEqual([key.accessKey, key.sessionToken], ['AK', 'ST'])
})

test('AWS: the role of the machine', async () => {
  const metadata = `${host()}/latest`
  clouds.on('PUT', `${metadata}/api/token`, () => ({ body: 'session' }))
  clouds.on('GET', `${metadata}/meta-data/iam/security-credentials/`, ({ url, headers }) => {
    assert.equal(headers['x-aws-ec2-metadata-token'], 'session')
    if (url.pathname.endsWith('/')) return { body: 'node' }
    const key = { AccessKeyId: 'AK', SecretAccessKey: 'SK', Token: 'ST', Expiration: '2100-01-01T00:00:00Z' }
    return { body: { Code: 'Success', ...key } }
  })
  delete process.env['AWS_EC2_METADATA_DISABLED']
  const key = await identity({ AWS_EC2_METADATA_SERVICE_ENDPOINT: clouds.url }).awsKey({ signal })
  assert.deepEqual([key.accessKey, key.sessionToken], ['AK', 'ST'])
})

test('AWS: nobody', async () => {
  await assert.rejects(identity().awsKey({ signal }), (error: Error) => {
    assert.equal(error.name, 'IdentityError')
    assert.match(error.message, /^failed to create provider access token for the controller: \S.*$/)
    return true
  })
})

test('Google: the metadata server of the machine', async () => {
  const metadata = `${host()}/computeMetadata/v1/`
  clouds.on('GET', metadata, ({ url }) => {
    const headers = { 'metadata-flavor': 'Google' }
    if (!url.pathname.endsWith('/token')) return { headers, body: 'ok' }
    return { headers, body: { access_token: 'of the machine', expires_in: 3600, token_type: 'Bearer' } }
  })
  const { token } = await identity({ GCE_METADATA_HOST: host() }).token('gcp', { signal })
  assert.equal(token, 'of the machine')
})

test('Google: nobody', async () => {
  await assert.rejects(identity({ METADATA_SERVER_DETECTION: 'none' }).token('gcp', { signal }), {
    name: 'IdentityError',
    message:
      'failed to create provider access token for the controller: google: could not find default credentials. ' +
      'See https://cloud.google.com/docs/authentication/external/set-up-adc for more information',
  })
})

test('Azure: the token in the file of a pod', async () => {
  const tenant = '00000000-0000-0000-0000-000000000001'
  clouds.on('POST', `login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, ({ form }) => {
    assert.equal(form.get('client_assertion'), 'token of the pod')
    return { body: { access_token: 'of the pod', expires_in: 3600, token_type: 'Bearer' } }
  })
  const { token } = await identity({
    AZURE_TENANT_ID: tenant,
    AZURE_CLIENT_ID: 'client',
    AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com/',
    AZURE_FEDERATED_TOKEN_FILE: file('token', 'token of the pod'),
  }).token('azure', { signal, scopes: ['https://storage.azure.com/.default'] })
  assert.equal(token, 'of the pod')
})

test('Azure: the machine itself, or nobody', async () => {
  const place = '169.254.169.254/metadata/identity/oauth2/token'
  const scopes = ['https://storage.azure.com/.default']
  const body = {
    access_token: 'of the machine',
    expires_on: '4102444800',
    resource: 'r',
    token_type: 'Bearer',
  }
  clouds.on('GET', place, () => ({ body }))
  assert.equal((await identity().token('azure', { signal, scopes })).token, 'of the machine')
  clouds.on('GET', place, () => ({
    status: 400,
    body: { error: 'invalid_request', error_description: 'Identity not found' },
  }))
  await assert.rejects(identity().token('azure', { signal, scopes }), (error: Error) => {
    assert.equal(error.name, 'IdentityError')
    assert.match(
      error.message,
      /^failed to create provider access token for the controller: ManagedIdentityCredential: \S.*$/,
    )
    return true
  })
})
