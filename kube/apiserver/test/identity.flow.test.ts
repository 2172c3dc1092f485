import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { issueCertificate, type KeyPair } from '../src/server/certificate.ts'
import { send } from './requests.ts'

const hour = 3_600_000
const validity = { notBefore: new Date(Date.now() - hour), notAfter: new Date(Date.now() + hour) }
const authority = issueCertificate({ commonName: 'test-ca', usage: 'ca', ...validity })
const issued = (request: { readonly commonName: string; readonly organizations?: readonly string[] }) => ({
  ...request,
  issuer: { commonName: 'test-ca', keyPair: authority },
  ...validity,
})
const serving = issueCertificate({
  ...issued({ commonName: 'issuer' }),
  usage: 'server',
  hosts: ['127.0.0.1'],
})
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

let issuer: Server
let url: string
let server: ApiServer

before(async () => {
  issuer = createServer({ key: serving.key, cert: serving.certificate }, ({ url: path }, response) => {
    const discovery = { issuer: url, jwks_uri: `${url}/keys` }
    const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k' }] }
    response.end(JSON.stringify(path === '/keys' ? keys : discovery))
  }).listen(0, '127.0.0.1')
  await once(issuer, 'listening')
  url = `https://127.0.0.1:${(issuer.address() as AddressInfo).port}`
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: { url, audiences: ['sluice'], certificateAuthority: authority.certificate },
        claimMappings: { username: { claim: 'sub', prefix: 'sso:' } },
      },
    ],
    anonymous: { enabled: true, conditions: [{ path: '/healthz' }] },
  }
  server = await startApiServer({
    authenticationConfig: JSON.stringify(configuration),
    clientCa: authority.certificate,
    controllers: false,
  })
})

after(async () => {
  await server?.stop()
  issuer?.close()
})

function tokenFor(sub: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: url, aud: 'sluice', sub, exp: Math.floor(Date.now() / 1000) + 600 }
  const text = `${encode({ alg: 'ES256', kid: 'k' })}.${encode(claims)}`
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

const whoAmI = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

test('a token of a configured issuer names its user', async () => {
  const { status, body } = await send(server, 'POST', whoAmI, { body: {}, token: tokenFor('jo') })
  assert.equal(status, 201)
  assert.deepEqual(body['status'], { userInfo: { username: 'sso:jo', groups: ['system:authenticated'] } })
  const refused = await send(server, 'POST', whoAmI, { body: {}, token: `${tokenFor('jo')}x` })
  assert.equal(refused.status, 401)
})

test('a token of a configured issuer may be reviewed', async () => {
  const { body } = await send(server, 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
    body: { spec: { token: tokenFor('al') } },
  })
  assert.deepEqual(body['status'], {
    authenticated: true,
    user: { username: 'sso:al', groups: ['system:authenticated'] },
    audiences: ['https://kubernetes.default.svc'],
  })
})

/** The status of a GET without a token. */
async function get(path: string, client?: KeyPair): Promise<number> {
  const call = request(`${server.url}${path}`, {
    ca: server.caCertificate,
    agent: false,
    ...(client ? { key: client.key, cert: client.certificate } : {}),
  }).end()
  const [response] = await once(call, 'response')
  response.resume()
  return response.statusCode
}

test('without credentials only the paths of the configuration are answered', async () => {
  assert.equal(await get('/healthz'), 200)
  assert.equal(await get('/version'), 401)
})

test('a client certificate counts if its authority does', async () => {
  const request = { commonName: 'jo', organizations: ['system:masters'] }
  const trusted = issueCertificate({ ...issued(request), usage: 'client' })
  assert.equal(await get('/api/v1/secrets', trusted), 200)
  const elsewhere = issueCertificate({ commonName: 'other-ca', usage: 'ca', ...validity })
  const stranger = issueCertificate({
    ...issued(request),
    issuer: { commonName: 'other-ca', keyPair: elsewhere },
    usage: 'client',
  })
  assert.equal(await get('/healthz', stranger), 401)
  const old = { notBefore: new Date(Date.now() - 2 * hour), notAfter: new Date(Date.now() - hour) }
  assert.equal(await get('/healthz', issueCertificate({ ...issued(request), usage: 'client', ...old })), 401)
})
