import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { GitRepositorySpec } from '@sluice/api/source'
import { type GitServer, startGitServer } from '@sluice/io/git-server'
import { Fixture } from './fixture.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const fixture = new Fixture()
/** What was asked, as `METHOD path`. */
const asked: string[] = []
let api: Server
let closed: GitServer

/** GitHub's API as far as it is needed: one app, installed for the user `acme`. */
async function startApi(): Promise<Server> {
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const [status, body] = answer(`${request.method} ${request.url}`, request.headers.authorization ?? '')
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

function answer(line: string, authorization: string): readonly [number, object] {
  const [head = '', payload = '', signature = ''] = authorization.replace('Bearer ', '').split('.')
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  )
  const { iss, iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  if (!isSigned || iss !== '7' || exp - iat !== 120) return [401, { message: 'Bad credentials' }]
  if (line === 'GET /users/acme/installation') return [200, { id: 42 }]
  if (line !== 'POST /app/installations/42/access_tokens') return [404, { message: 'Not Found' }]
  return [201, { token: 'the-token', expires_at: new Date(fixture.now + 3_600_000).toISOString() }]
}

before(async () => {
  await fixture.start()
  api = await startApi()
  await fixture.push('app', { files: { a: '1' } })
  const dir = join(fixture.dir, 'repositories')
  closed = await startGitServer({ dir, credentials: { username: 'x-access-token', password: 'the-token' } })
})
after(async () => {
  await closed.stop()
  api.close()
  api.closeAllConnections()
  await fixture.stop()
})

function secret(values: Readonly<Record<string, string>>): void {
  fixture.secrets.set('github', {
    githubAppID: '7',
    githubAppPrivateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    githubAppBaseURL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    ...values,
  })
}

function object(spec: Partial<GitRepositorySpec> = {}) {
  const url = `${closed.url}/app.git`
  return fixture.object('app', { url, provider: 'github', secretRef: { name: 'github' }, ...spec })
}

test('a repository is fetched as an installation, whose token is used until it nears its end', async () => {
  secret({ githubAppInstallationID: '42' })
  asked.length = 0
  const first = await fixture.reconcile(object())
  assert.equal(first.condition('Ready')?.status, 'True')
  await fixture.reconcile(first.object)
  assert.deepEqual(asked, ['POST /app/installations/42/access_tokens'])
  fixture.now += 3_400_000
  await fixture.reconcile(first.object)
  assert.equal(asked.length, 2)
})

test('an installation is found by its owner, an organisation or a user', async () => {
  secret({ githubAppInstallationOwner: 'acme' })
  asked.length = 0
  const done = await fixture.reconcile(object())
  assert.equal(done.condition('Ready')?.status, 'True')
  assert.deepEqual(asked, [
    'GET /orgs/acme/installation',
    'GET /users/acme/installation',
    'POST /app/installations/42/access_tokens',
  ])
})

test('what GitHub refuses, and what is missing, is told', async () => {
  const base = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  const id = { githubAppInstallationID: '42' }
  const one = "secret must contain exactly one of 'githubAppInstallationOwner' or 'githubAppInstallationID'"
  const cases: readonly [Readonly<Record<string, string>>, string][] = [
    [{ githubAppInstallationID: '1' }, `POST ${base}/app/installations/1/access_tokens: 404 Not Found []`],
    [{ ...id, githubAppID: '8' }, `POST ${base}/app/installations/42/access_tokens: 401 Bad credentials []`],
    [
      { githubAppInstallationOwner: 'nobody' },
      `failed to find organization installation: GET ${base}/orgs/nobody/installation: 404 Not Found []\n` +
        `failed to find user installation: GET ${base}/users/nobody/installation: 404 Not Found []`,
    ],
    [{}, one],
    [{ ...id, githubAppInstallationOwner: 'acme' }, one],
    [{ ...id, githubAppBaseURL: 'ftp://x' }, "invalid API URL: 'ftp://x' is no http or https address"],
  ]
  for (const [values, message] of cases) {
    secret(values)
    const done = await fixture.reconcile(object())
    assert.equal(
      done.condition('FetchFailed')?.message,
      `failed to configure authentication options: ${message}`,
    )
    assert.equal(done.condition('Ready')?.reason, 'AuthenticationFailed')
  }
  secret({ ...id, githubAppPrivateKey: 'no key' })
  const done = await fixture.reconcile(object())
  assert.match(done.condition('FetchFailed')?.message ?? '', /could not parse private key: /)
})

test('a provider without its data, and data without its provider, are told', async () => {
  const missing = 'secretRef with github app data must be specified when provider is set to github'
  const { secretRef: _, ...spec } = object().spec ?? {}
  const without = { ...object(), spec } as ReturnType<typeof object>
  const stalled = await fixture.reconcile(without)
  assert.equal(stalled.condition('Stalled')?.message, missing)
  fixture.secrets.set('github', { username: 'me' })
  const empty = await fixture.reconcile(object())
  assert.equal(empty.condition('FetchFailed')?.message, missing)
  assert.equal(empty.condition('Ready')?.reason, 'InvalidProviderConfiguration')
  secret({ githubAppInstallationID: '42' })
  const generic = await fixture.reconcile(object({ provider: 'generic' }))
  assert.equal(
    generic.condition('FetchFailed')?.message,
    "secretRef 'ns/github' has github app data but provider is not set to github",
  )
})
