/** `debug helmrelease`: what it shows of a release. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cluster, run } from './harness.ts'

const namespace = 'apps'
const values = (name: string, text: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { 'values.yaml': text },
})
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'access', namespace },
  data: { token: Buffer.from('s3cret').toString('base64') },
}
const release = (valuesFrom: readonly object[]) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'web', namespace },
  spec: { interval: '1h', valuesFrom, values: { color: 'red' } },
  status: {
    history: [
      {
        version: 1,
        name: 'web',
        chartVersion: '1.0.0',
        testHooks: { check: { phase: 'Running', lastStarted: '2026-05-01T12:00:00Z' } },
      },
    ],
  },
})
const base = { kind: 'ConfigMap', name: 'base' }

const cases = [
  {
    does: 'shows the values as they are merged, those of Secrets as well',
    flag: '--show-values',
    from: [base, { kind: 'Secret', name: 'access', valuesKey: 'token', targetPath: 'auth.token' }],
    gives: { code: 0, out: 'auth:\n  token: s3cret\ncolor: red\nsize: 2\n', err: '' },
  },
  {
    does: 'says which object values are missing from',
    flag: '--show-values',
    from: [{ kind: 'ConfigMap', name: 'gone' }],
    gives: {
      code: 1,
      out: '',
      err: "✗ could not resolve ConfigMap chart values reference 'apps/gone' with key 'values.yaml': configmaps \"gone\" not found\n",
    },
  },
  {
    does: 'shows the history with times that never were',
    flag: '--show-history',
    from: [],
    gives: {
      code: 0,
      out: `# History documentation: https://fluxcd.io/flux/components/helm/helmreleases/#history
- chartVersion: 1.0.0
  deleted: null
  name: web
  testHooks:
    check:
      lastCompleted: null
      lastStarted: "2026-05-01T12:00:00Z"
      phase: Running
  version: 1
`,
      err: '',
    },
  },
]
for (const { does, flag, from, gives } of cases) {
  test(`debug helmrelease ${flag} ${does}`, async () => {
    const target = cluster(values('base', 'color: blue\nsize: 2\n'), secret, release(from))
    assert.deepEqual(await run(`debug hr web ${flag} -n ${namespace}`, target), gives)
  })
}
