import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { TokenVerdict } from '../user.ts'
import { createJwtAuthenticator } from './authenticator.ts'
import { type FetchDocument, FetchFailed } from './fetch-document.ts'

const issuer = 'https://issuer.example'
const now = new Date('2030-01-01T00:00:00Z')
const seconds = now.getTime() / 1000

const pairs = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  next: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
}
type KeyName = keyof typeof pairs

const keyEntry = (name: KeyName): JsonObject => {
  const { kty, n, e, crv, x, y } = pairs[name].publicKey.export({ format: 'jwk' })
  return JSON.parse(JSON.stringify({ kid: name, use: 'sig', kty, n, e, crv, x, y }))
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Token {
  readonly claims?: JsonObject
  readonly key?: KeyName
  readonly alg?: string
  /** What the header says, where it lies. */
  readonly header?: JsonObject
}

function signed({ claims = {}, key = 'rsa', alg = 'RS256', header = {} }: Token): string {
  const body = { iss: issuer, aud: 'k8s', sub: 'jo', exp: seconds + 60, ...claims }
  const text = `${encode({ alg, kid: key, ...header })}.${encode(body)}`
  return `${text}.${signatureOf(text, alg, pairs[key].privateKey).toString('base64url')}`
}

function signatureOf(text: string, alg: string, key: KeyObject): Buffer {
  const hash = `sha${alg.slice(2)}`
  if (alg.startsWith('ES')) return sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  const padding = alg.startsWith('PS') ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  return sign(hash, Buffer.from(text), { key, padding })
}

/** An issuer that publishes keys by name, and how often it was asked for them. */
function publisher(...names: readonly KeyName[]) {
  const state = { keys: names.map(keyEntry), asked: 0, maxAge: 0, fails: false }
  const fetch: FetchDocument = async url => {
    if (state.fails) throw new FetchFailed(url, 'connection refused')
    if (url.endsWith('/.well-known/openid-configuration')) {
      return { value: { issuer, jwks_uri: `${issuer}/keys` }, maxAge: 0 }
    }
    state.asked++
    return { value: { keys: state.keys }, maxAge: state.maxAge }
  }
  return { state, fetch }
}

const standard: JsonObject = {
  issuer: { url: issuer, audiences: ['k8s'] },
  claimMappings: { username: { claim: 'sub', prefix: 'x:' }, groups: { claim: 'groups', prefix: 'g:' } },
}

async function verdictOn(token: Token, authenticator: JsonObject = standard): Promise<TokenVerdict> {
  const { fetch } = publisher('rsa', 'ES256', 'ES384', 'ES512')
  return await createJwtAuthenticator({ authenticator, now: () => now, fetch })(signed(token), [])
}

async function userOf(token: Token, authenticator?: JsonObject) {
  const verdict = await verdictOn(token, authenticator)
  assert.ok(verdict.type === 'valid', JSON.stringify(verdict))
  return verdict.user
}

for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']) {
  test(`a JWT authenticator takes ${alg}`, async () => {
    assert.equal((await userOf({ alg })).username, 'x:jo')
  })
}
for (const alg of ['ES256', 'ES384', 'ES512'] as const) {
  test(`a JWT authenticator takes ${alg}`, async () => {
    assert.equal((await userOf({ alg, key: alg })).username, 'x:jo')
  })
}

test('a JWT authenticator makes a user of claims', async () => {
  const claims = { groups: ['a', 'b'], jti: 'j' }
  assert.deepEqual(await userOf({ claims }), {
    username: 'x:jo',
    groups: ['g:a', 'g:b', 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': ['JTI=j'] },
  })
})

test('a JWT authenticator makes a user by expressions', async () => {
  const authenticator = {
    issuer: { url: issuer, audiences: ['other', 'k8s'], audienceMatchPolicy: 'MatchAny' },
    claimMappings: {
      username: { expression: "claims.sub + '@' + claims.org.name" },
      groups: { expression: 'claims.roles' },
      uid: { expression: 'string(claims.number)' },
      extra: [
        { key: 'example.com/org', valueExpression: 'claims.org.name' },
        { key: 'example.com/none', valueExpression: "''" },
        { key: 'example.com/dotted', valueExpression: 'claims.a__dot__b' },
      ],
    },
    userValidationRules: [{ expression: "!user.username.startsWith('system:')" }],
  }
  const claims = { org: { name: 'acme' }, roles: ['r', ''], number: 7, 'a.b': 'c' }
  assert.deepEqual(await userOf({ claims }, authenticator), {
    username: 'jo@acme',
    groups: ['r', 'system:authenticated'],
    uid: '7',
    extra: { 'example.com/org': ['acme'], 'example.com/dotted': ['c'] },
  })
})

const rules: JsonObject = {
  ...standard,
  claimValidationRules: [
    { claim: 'hd', requiredValue: 'example.com' },
    { expression: 'claims.exp - claims.nbf < 100.0', message: 'too long' },
  ],
  userValidationRules: [{ expression: "!user.username.endsWith('root')", message: 'no root' }],
}
const kept = { hd: 'example.com', nbf: seconds }

const refusals: readonly { readonly does: string; readonly token: Token; readonly why: RegExp }[] = [
  {
    does: 'a token for others',
    token: { claims: { ...kept, aud: ['vault'] } },
    why: /expected audience "k8s" got \["vault"\]/,
  },
  { does: 'an old token', token: { claims: { ...kept, exp: seconds - 1 } }, why: /token is expired/ },
  {
    does: 'a token without an end',
    token: { claims: { ...kept, exp: null } },
    why: /Token Expiry: 0001-01-01/,
  },
  { does: 'a token of tomorrow', token: { claims: { ...kept, nbf: seconds + 61 } }, why: /before the nbf/ },
  {
    does: 'a claim that is missing',
    token: { claims: { nbf: seconds } },
    why: /required claim hd not present/,
  },
  {
    does: 'a claim that is another',
    token: { claims: { ...kept, hd: 'x' } },
    why: /Got = x, want = example.com/,
  },
  {
    does: 'claims that break a rule',
    token: { claims: { ...kept, nbf: seconds - 100 } },
    why: /failed: too long$/,
  },
  { does: 'a user that breaks a rule', token: { claims: { ...kept, sub: 'root' } }, why: /failed: no root$/ },
  {
    does: 'a key that the issuer does not have',
    token: { claims: kept, key: 'next' },
    why: /failed to verify id token signature/,
  },
  { does: 'no signature', token: { claims: kept, header: { alg: 'none' } }, why: /unsupported algorithm/ },
  {
    does: 'a signature by a shared secret',
    token: { claims: kept, header: { alg: 'HS256' } },
    why: /unsupported algorithm/,
  },
  {
    does: 'a key of another kind',
    token: { claims: kept, header: { kid: 'ES256' } },
    why: /failed to verify/,
  },
]
for (const { does, token, why } of refusals) {
  test(`a JWT authenticator refuses ${does}`, async () => {
    const verdict = await verdictOn(token, rules)
    assert.ok(verdict.type === 'invalid', JSON.stringify(verdict))
    assert.match(verdict.why, why)
  })
}

test('a JWT authenticator leaves tokens of others, and what is no token, alone', async () => {
  assert.deepEqual(await verdictOn({ claims: { iss: 'https://elsewhere' } }), { type: 'foreign' })
  const { fetch } = publisher('rsa')
  const authenticate = createJwtAuthenticator({ authenticator: standard, now: () => now, fetch })
  for (const text of ['', 'a.b.c', `${signed({})}.x`, `${encode({})}.${'e'.repeat(100_000)}.x`]) {
    assert.deepEqual(await authenticate(text, []), { type: 'foreign' })
  }
})

test('a JWT authenticator wants an address verified where the token says whether it was', async () => {
  const byMail = { ...standard, claimMappings: { username: { claim: 'email', prefix: '' } } }
  const claims = { email: 'jo@example.com' }
  assert.equal((await userOf({ claims }, byMail)).username, 'jo@example.com')
  assert.deepEqual(await verdictOn({ claims: { ...claims, email_verified: false } }, byMail), {
    type: 'invalid',
    why: 'oidc: email not verified',
  })
})

test('a JWT authenticator asks for keys once, and again when a token has another', async () => {
  const clock = { now }
  const { state, fetch } = publisher('rsa')
  const authenticate = createJwtAuthenticator({ authenticator: standard, now: () => clock.now, fetch })
  const type = async (key: KeyName) => (await authenticate(signed({ key }), [])).type
  assert.deepEqual(await Promise.all([type('rsa'), type('rsa'), type('rsa')]), ['valid', 'valid', 'valid'])
  assert.equal(state.asked, 1)

  state.keys = [keyEntry('next')]
  assert.equal(await type('next'), 'invalid')
  assert.equal(state.asked, 1, 'no more often than once a second')
  clock.now = new Date(now.getTime() + 2000)
  assert.equal(await type('next'), 'valid')
  assert.equal(await type('rsa'), 'invalid', 'a key that is no longer there counts for nothing')
})

test('a JWT authenticator keeps keys as long as the issuer says they are good', async () => {
  const clock = { now }
  const { state, fetch } = publisher('rsa')
  state.maxAge = 30
  const authenticate = createJwtAuthenticator({ authenticator: standard, now: () => clock.now, fetch })
  assert.equal((await authenticate(signed({}), [])).type, 'valid')
  clock.now = new Date(now.getTime() + 10_000)
  assert.equal((await authenticate(signed({ key: 'next' }), [])).type, 'invalid')
  assert.equal(state.asked, 1)
})

test('a JWT authenticator tries again where the issuer could not be reached', async () => {
  const clock = { now }
  const { state, fetch } = publisher('rsa')
  state.fails = true
  const authenticate = createJwtAuthenticator({ authenticator: standard, now: () => clock.now, fetch })
  assert.deepEqual(await authenticate(signed({}), []), {
    type: 'invalid',
    why: 'oidc: authenticator not initialized',
  })
  state.fails = false
  clock.now = new Date(now.getTime() + 11_000)
  assert.equal((await authenticate(signed({}), [])).type, 'valid')
})
