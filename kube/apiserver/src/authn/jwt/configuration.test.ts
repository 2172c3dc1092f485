import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { readAuthenticationConfiguration } from './configuration.ts'

const accounts = 'https://kubernetes.default.svc'
const head = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration' }
const good = {
  issuer: { url: 'https://issuer.example', audiences: ['k8s'] },
  claimMappings: { username: { claim: 'sub', prefix: '' } },
}
const read = (body: JsonObject) => readAuthenticationConfiguration(formatYaml({ ...head, ...body }), accounts)

test('readAuthenticationConfiguration() gives issuers and who needs no credentials', () => {
  const anonymous = { enabled: true, conditions: [{ path: '/healthz' }] }
  assert.deepEqual(read({ jwt: [good], anonymous }), {
    issuers: [good],
    anonymous: { enabled: true, paths: ['/healthz'] },
  })
  assert.deepEqual(read({ anonymous: { enabled: false } }), { issuers: [], anonymous: { enabled: false } })
})

const mapped = (claimMappings: JsonObject) => ({ jwt: [{ ...good, claimMappings }] })
const from = (issuer: JsonObject) => ({ jwt: [{ ...good, issuer: { ...good.issuer, ...issuer } }] })

const refusals: readonly { readonly does: string; readonly body: JsonObject; readonly why: RegExp }[] = [
  { does: 'another kind', body: { kind: 'Config' }, why: /no kind "Config" is registered/ },
  {
    does: 'a field it does not know',
    body: { jwt: [{ ...good, nope: 1 }] },
    why: /strict decoding error: unknown field "jwt\[0\].nope"/,
  },
  {
    does: 'a value of another type',
    body: { jwt: [{ ...good, issuer: { url: 7 } }] },
    why: /cannot unmarshal number/,
  },
  { does: 'an issuer without URL', body: from({ url: '' }), why: /jwt\[0\].issuer.url: Required value/ },
  { does: 'an issuer without TLS', body: from({ url: 'http://x' }), why: /URL scheme must be https/ },
  {
    does: 'a password in a URL',
    body: from({ url: 'https://a:b@x' }),
    why: /must not contain a username or password/,
  },
  {
    does: 'the issuer of ServiceAccounts',
    body: from({ url: accounts }),
    why: /must not overlap with disallowed issuers/,
  },
  {
    does: 'a discovery URL that is the issuer',
    body: from({ discoveryURL: 'https://issuer.example/' }),
    why: /discoveryURL must be different from URL/,
  },
  {
    does: 'two entries of one issuer',
    body: { jwt: [good, good] },
    why: /jwt\[1\].issuer.url: Duplicate value/,
  },
  {
    does: 'no audience',
    body: from({ audiences: [] }),
    why: /at least one jwt\[0\].issuer.audiences is required/,
  },
  {
    does: 'two audiences without policy',
    body: from({ audiences: ['a', 'b'] }),
    why: /must be MatchAny for multiple audiences/,
  },
  {
    does: 'an authority that is none',
    body: from({ certificateAuthority: 'x' }),
    why: /"<omitted>": data does not contain any valid RSA or ECDSA certificates/,
  },
  {
    does: 'nobody',
    body: mapped({}),
    why: /claimMappings.username: Required value: claim or expression is required/,
  },
  {
    does: 'a claim without prefix',
    body: mapped({ username: { claim: 'sub' } }),
    why: /username.prefix: Required value/,
  },
  {
    does: 'claim and expression in one',
    body: mapped({ username: { claim: 'a', expression: 'claims.a' } }),
    why: /claim and expression can't both be set/,
  },
  {
    does: 'an expression that is none',
    body: mapped({ username: { expression: 'claims.' } }),
    why: /username.expression: Invalid value: "claims.": compilation failed/,
  },
  {
    does: 'an address nobody verified',
    body: mapped({ username: { expression: 'claims.email' } }),
    why: /claims.email_verified must be used/,
  },
  {
    does: 'an extra key of Kubernetes',
    body: mapped({ ...good.claimMappings, extra: [{ key: 'a.k8s.io/b', valueExpression: "'c'" }] }),
    why: /are reserved for Kubernetes use/,
  },
  {
    does: 'a rule that is no condition',
    body: { jwt: [{ ...good, userValidationRules: [{ expression: 'user.username' }] }] },
    why: /must evaluate to bool/,
  },
  {
    does: 'a rule without a condition',
    body: { jwt: [{ ...good, claimValidationRules: [{}] }] },
    why: /claim or expression is required/,
  },
  {
    does: 'conditions for nobody',
    body: { anonymous: { enabled: false, conditions: [{ path: '/' }] } },
    why: /enabled should be set to true/,
  },
]
for (const { does, body, why } of refusals) {
  test(`readAuthenticationConfiguration() refuses ${does}`, () => {
    assert.throws(() => read(body), { name: 'BadConfiguration', message: why })
  })
}

test('readAuthenticationConfiguration() takes a verified address', () => {
  const expression = 'claims.?email_verified.orValue(true) == true ? claims.email : claims.sub'
  assert.equal(read(mapped({ username: { expression } })).issuers.length, 1)
})
