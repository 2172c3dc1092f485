import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExecCredential } from './exec-plugin.ts'
import { connectionOf, type KubeconfigOptions, mergeKubeconfigs } from './kubeconfig.ts'

const first = `
apiVersion: v1
kind: Config
current-context: dev
contexts:
- name: dev
  context: {cluster: local, user: admin, namespace: apps}
- name: prod
  context: {cluster: remote, user: robot}
clusters:
- name: local
  cluster: {server: 'https://127.0.0.1:6443/', certificate-authority-data: Q0E=, tls-server-name: kube}
- name: remote
  cluster: {server: 'https://prod.example', insecure-skip-tls-verify: true, proxy-url: 'http://proxy:3128', certificate-authority: ca.crt}
users:
- name: admin
  user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
- name: robot
  user: {tokenFile: token, as: other, as-groups: [g]}
`
const second = `
current-context: ignored
clusters:
- name: local
  cluster: {server: 'https://second'}
- name: third
  cluster: {server: 'https://third'}
users:
- name: plugin
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./issue, args: [--now], env: [{name: A, value: b}]}}
- name: basic
  user: {username: u, password: p}
- name: old
  user: {auth-provider: {name: gcp}}
`

function connection(options: KubeconfigOptions = {}) {
  const merged = mergeKubeconfigs([
    { text: first, base: '/one' },
    { text: second, base: '/two' },
  ])
  return connectionOf(merged, path => `content of ${path}`, options)
}

test('connectionOf() takes the current context, with certificates inline', () => {
  assert.deepEqual(connection(), {
    server: 'https://127.0.0.1:6443',
    certificateAuthority: 'CA',
    tlsServerName: 'kube',
    credentials: { clientCertificate: 'CERT', clientKey: 'KEY' },
    namespace: 'apps',
  })
})

test('connectionOf() takes another context, with files beside the kubeconfig, proxy and impersonation', () => {
  assert.deepEqual(connection({ context: 'prod' }), {
    server: 'https://prod.example',
    certificateAuthority: 'content of /one/ca.crt',
    insecureSkipTlsVerify: true,
    proxyUrl: 'http://proxy:3128',
    credentials: { tokenFile: '/one/token' },
    impersonate: { user: 'other', groups: ['g'] },
  })
})

test('connectionOf() reads an exec plugin, relative to its own kubeconfig', () => {
  assert.deepEqual(connection({ user: 'plugin' }).credentials?.exec, {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: '/two/./issue',
    args: ['--now'],
    env: { A: 'b' },
    provideClusterInfo: false,
  })
})

test('connectionOf() leaves exec plugins and insecure TLS out where they are not allowed', () => {
  assert.deepEqual(connection({ user: 'plugin', allowExec: false }).credentials, {})
  assert.equal(connection({ context: 'prod', allowInsecureTls: false }).insecureSkipTlsVerify, undefined)
})

test('mergeKubeconfigs() lets the first of two entries with one name count', () => {
  assert.equal(connection({ cluster: 'local' }).server, 'https://127.0.0.1:6443')
  assert.equal(connection({ cluster: 'third', user: 'basic' }).credentials?.username, 'u')
})

const refusals = [
  { what: 'a context that is missing', options: { context: 'none' }, says: "context 'none' does not exist" },
  { what: 'a cluster that is missing', options: { cluster: 'none' }, says: "cluster 'none' does not exist" },
  { what: 'a user that is missing', options: { user: 'none' }, says: "user 'none' does not exist" },
  {
    what: 'an auth provider',
    options: { user: 'old' },
    says: 'auth-provider is no longer supported; use exec',
  },
]
for (const { what, options, says } of refusals) {
  test(`connectionOf() refuses ${what}`, () =>
    assert.throws(() => connection(options), { name: 'KubeconfigError', message: says }))
}

test('mergeKubeconfigs() refuses what is no kubeconfig', () => {
  assert.throws(() => mergeKubeconfigs([{ text: '- a', base: '' }]), { name: 'KubeconfigError' })
})

const plugin = { apiVersion: 'v1', command: 'issue', args: [], env: {}, provideClusterInfo: false }

test('readExecCredential() reads a token with its end', () => {
  const text = JSON.stringify({ status: { token: 't', expirationTimestamp: '2026-01-01T00:00:00Z' } })
  assert.deepEqual(readExecCredential(text, plugin), { token: 't', expires: 1767225600000 })
})

for (const text of ['not json: secret', '{}', '{"status":{}}']) {
  test(`readExecCredential() refuses '${text}' without repeating it`, () => {
    assert.throws(
      () => readExecCredential(text, plugin),
      (error: Error) => error.name === 'KubeconfigError' && !error.message.includes('secret'),
    )
  })
}
