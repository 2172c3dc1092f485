import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { Attributes } from '../authz/attributes.ts'
import type { Services } from '../server/services.ts'
import { Store } from '../storage/index.ts'
import { storeOnly } from '../strategy/test-context.ts'
import { createTokenAuthenticator } from './bearer-tokens.ts'
import { createImpersonator } from './impersonation.ts'
import { createAuthenticator } from './index.ts'
import { issuer, signToken, type TokenClaims } from './service-account-token.ts'
import { verifyToken } from './verify-account-token.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const serviceAccountKey = {
  private: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  public: String(publicKey.export({ type: 'spki', format: 'pem' })),
}
const now = new Date('2030-01-01T00:00:00Z')
const seconds = now.getTime() / 1000

/** A server with the ServiceAccount ns/bot of uid `u`, and the Pod ns/p of uid `v`. */
function server(time = now): Services {
  const store = new Store()
  const put = (key: string, name: string, uid: string) =>
    store.put(key, { metadata: { name, namespace: 'ns', uid } } satisfies JsonObject, undefined)
  put('serviceaccounts', 'bot', 'u')
  put('pods', 'p', 'v')
  return { ...storeOnly(store), now: () => time, keys: { serviceAccountKey } as Services['keys'] }
}

const claims: TokenClaims = {
  namespace: 'ns',
  account: { name: 'bot', uid: 'u' },
  audiences: [issuer],
  issuedAt: seconds,
  expiresAt: seconds + 600,
}

test('verifyToken() gives the user of a token', () => {
  const services = server()
  const verdict = verifyToken(services, signToken(services, claims), [issuer])
  assert.ok(verdict.type === 'valid')
  assert.equal(verdict.user.username, 'system:serviceaccount:ns:bot')
  assert.equal(verdict.user.uid, 'u')
  assert.deepEqual(verdict.user.groups, [
    'system:serviceaccounts',
    'system:serviceaccounts:ns',
    'system:authenticated',
  ])
})

const refusals: readonly {
  readonly does: string
  readonly claims: Partial<TokenClaims>
  readonly why: string
}[] = [
  { does: 'an old token', claims: { expiresAt: seconds - 61 }, why: 'service account token has expired' },
  {
    does: 'a token for others',
    claims: { audiences: ['vault'] },
    why: `token audiences ["vault"] is invalid for the target audiences ["${issuer}"]`,
  },
  {
    does: 'a token of an account that is gone',
    claims: { account: { name: 'x', uid: 'u' } },
    why: 'serviceaccounts "x" not found',
  },
  {
    does: 'a token of an account that was made anew',
    claims: { account: { name: 'bot', uid: 'old' } },
    why: 'service account UID (u) does not match claim (old)',
  },
  {
    does: 'a token of a Pod that is gone',
    claims: { bound: { kind: 'Pod', name: 'q', uid: 'v' } },
    why: 'service account token has been invalidated',
  },
]
for (const { does, claims: changed, why } of refusals) {
  test(`verifyToken() refuses ${does}`, () => {
    const services = server()
    const token = signToken(services, { ...claims, ...changed })
    assert.deepEqual(verifyToken(services, token, [issuer]), { type: 'invalid', why })
  })
}

test('verifyToken() refuses a token that was changed, or is none', () => {
  const services = server()
  const [head, , signature] = signToken(services, claims).split('.')
  const body = Buffer.from(JSON.stringify({ iss: issuer, sub: 'x' })).toString('base64url')
  for (const token of [`${head}.${body}.${signature}`, 'a.b.c', 'wrong', '']) {
    assert.deepEqual(verifyToken(services, token, [issuer]), { type: 'foreign' })
  }
})

test('createAuthenticator() tells the admin, ServiceAccounts, certificates and everyone else apart', async () => {
  const services = server()
  const tokens = createTokenAuthenticator({ adminToken: 'secret', services: () => services })
  const authenticate = createAuthenticator(tokens)
  const user = async (authorization?: string) =>
    (await authenticate({ headers: { authorization }, path: '/api' }))?.username
  assert.equal(await user('Bearer secret'), 'admin')
  assert.equal(await user(`Bearer ${signToken(services, claims)}`), 'system:serviceaccount:ns:bot')
  assert.equal(await user('Bearer wrong'), undefined)
  assert.equal(await user(), 'system:anonymous')
  assert.equal(await user('Basic YTpi'), 'system:anonymous')
  assert.equal(await user('bearer secret and more'), 'admin')
  assert.equal(await user('Bearer  secret'), 'system:anonymous')
})

const asked: Attributes = {
  verb: 'get',
  isResource: false,
  path: '/api',
  group: '',
  version: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
}
const requester = { username: 'jo', groups: ['system:authenticated'] }

/** Impersonates with the rights whose `verb resource/name` are given. */
function impersonate(rights: readonly string[], headers: Record<string, string>) {
  const impersonator = createImpersonator(async (_user, { verb, resource, name }) => ({
    allowed: rights.includes(`${verb} ${resource}/${name}`),
    reason: '',
  }))
  return impersonator(requester, headers, asked)
}

test('an impersonator goes on as the requester where nobody is named', async () => {
  assert.equal(await impersonate([], {}), requester)
})

test('an impersonator wants a right to every part of the identity', async () => {
  const headers = { 'impersonate-user': 'al', 'impersonate-group': 'g', 'impersonate-extra-scopes': 'a' }
  const rights = ['impersonate users/al', 'impersonate groups/g', 'impersonate userextras/a']
  assert.deepEqual(await impersonate(rights, headers), {
    username: 'al',
    groups: ['g', 'system:authenticated'],
    extra: { scopes: ['a'] },
  })
  await assert.rejects(impersonate(rights.slice(0, 2), headers), { code: 403 })
})

test('an impersonator gives ServiceAccounts their groups', async () => {
  const rights = ['impersonate serviceaccounts/bot']
  const user = await impersonate(rights, { 'impersonate-user': 'system:serviceaccount:ns:bot' })
  assert.deepEqual(user.groups, [
    'system:serviceaccounts',
    'system:serviceaccounts:ns',
    'system:authenticated',
  ])
})

test('an impersonator tells the refusal of the most specific way', async () => {
  await assert.rejects(impersonate([], { 'impersonate-user': 'al' }), {
    message: 'forbidden: User "jo" cannot impersonate-on:user-info:get path "/api"',
  })
})

test('an impersonator wants a user where groups are given', async () => {
  await assert.rejects(impersonate([], { 'impersonate-group': 'g' }), {
    message:
      'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g"}, Extra:map[string][]string(nil)} without impersonating a user name',
  })
})

const constrained = ['impersonate:user-info users/al', 'impersonate-on:user-info:get /']

test('a constrained impersonator wants a right to the identity and to what is done', async () => {
  const headers = { 'impersonate-user': 'al' }
  assert.equal((await impersonate(constrained, headers)).username, 'al')
  await assert.rejects(impersonate(constrained.slice(0, 1), headers), { code: 403 })
})

test('a constrained impersonator needs one right to all groups where they are many', async () => {
  const headers = { 'impersonate-user': 'al', 'impersonate-group': 'a, b, c, d' }
  const user = await impersonate([...constrained, 'impersonate:user-info groups/*'], headers)
  assert.deepEqual(user.groups, ['a', 'b', 'c', 'd', 'system:authenticated'])
  await assert.rejects(impersonate([...constrained, 'impersonate:user-info groups/a'], headers), {
    code: 403,
  })
})

test('a constrained impersonator makes nobody a master, and takes no extra without a domain', async () => {
  const all = [
    ...constrained,
    'impersonate:user-info groups/system:masters',
    'impersonate:user-info userextras/x',
  ]
  const masters = { 'impersonate-user': 'al', 'impersonate-group': 'system:masters' }
  await assert.rejects(impersonate(all, masters), { message: /the system:masters group is not allowed/ })
  const extra = { 'impersonate-user': 'al', 'impersonate-extra-scopes': 'x' }
  await assert.rejects(impersonate(all, extra), { message: /must be a domain-prefixed path/ })
})
