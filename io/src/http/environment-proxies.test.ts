import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentProxies } from './environment-proxies.ts'

const proxy = 'http://proxy.example:3128'
const both = { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://plain.example:8080' }

const cases = [
  [{}, 'https://charts.example', undefined],
  [both, 'https://charts.example', proxy],
  [both, 'http://charts.example', 'http://plain.example:8080'],
  [{ https_proxy: proxy }, 'https://charts.example', proxy],
  [{ HTTPS_PROXY: 'proxy.example:3128' }, 'https://charts.example', proxy],
  [{ HTTPS_PROXY: proxy }, 'http://charts.example', undefined],
  [both, 'https://localhost:6443', undefined],
  [both, 'https://127.8.0.1', undefined],
  [both, 'https://[::1]:6443', undefined],
  [{ ...both, NO_PROXY: '*' }, 'https://charts.example', undefined],
  [{ ...both, NO_PROXY: 'other.example, charts.example' }, 'https://charts.example', undefined],
  [{ ...both, no_proxy: 'charts.example' }, 'https://eu.charts.example', undefined],
  [{ ...both, NO_PROXY: 'charts.example' }, 'https://mycharts.example', proxy],
  [{ ...both, NO_PROXY: '.charts.example' }, 'https://charts.example', proxy],
  [{ ...both, NO_PROXY: '*.charts.example' }, 'https://eu.charts.example', undefined],
  [{ ...both, NO_PROXY: 'charts.example:8443' }, 'https://charts.example', proxy],
  [{ ...both, NO_PROXY: 'charts.example:8443' }, 'https://charts.example:8443', undefined],
  [{ ...both, NO_PROXY: '10.96.0.0/12,.svc' }, 'http://10.100.3.4:5000', undefined],
  [{ ...both, NO_PROXY: '10.96.0.0/12,.svc' }, 'http://source-controller.flux-system.svc.', undefined],
  [{ ...both, NO_PROXY: '10.96.0.0/12' }, 'https://192.0.2.1', proxy],
  [{ ...both, NO_PROXY: '192.0.2.1' }, 'https://192.0.2.1', undefined],
  [{ ...both, NO_PROXY: '2001:db8::1' }, 'https://[2001:db8::1]', undefined],
  [{ ...both, NO_PROXY: '2001:db8::/32' }, 'https://[2001:db8::9]', undefined],
] as const
for (const [env, url, expected] of cases) {
  test(`environmentProxies() of ${JSON.stringify(env)} for ${url}`, () => {
    assert.equal(environmentProxies(env)(new URL(url))?.address, expected)
  })
}
