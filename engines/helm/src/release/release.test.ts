import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ChartError } from '../chart/chart-error.ts'
import { decodeRecord, encodeRecord, recordLabels, recordName } from './record-storage.ts'
import { releaseDigest, valuesDigest } from './release-digest.ts'
import type { ReleaseRecord } from './release-record.ts'

const record: ReleaseRecord = {
  name: 'app',
  namespace: 'ns',
  version: 3,
  info: {
    firstDeployed: '2026-01-01T00:00:00.123456789Z',
    lastDeployed: '2026-01-02T00:00:00Z',
    deleted: undefined,
    description: 'Upgrade complete',
    status: 'deployed',
    rollbackRevision: 0,
    notes: 'Hello <you>',
  },
  chart: {
    metadata: { name: 'app', version: '1.0.0', apiVersion: 'v2' },
    lock: null,
    templates: [],
    values: { a: 1 },
  },
  config: { b: 2, a: { z: 1, c: 1 } },
  manifest: '---\n# Source: app/templates/cm.yaml\nkind: ConfigMap\n',
  hooks: [
    {
      name: 'app-test',
      kind: 'Pod',
      path: 'app/templates/test.yaml',
      manifest: 'kind: Pod',
      events: ['test'],
      lastRun: { startedAt: undefined, completedAt: undefined, phase: '' },
      weight: -1,
      deletePolicies: ['before-hook-creation'],
      outputLogPolicies: [],
    },
  ],
  applyMethod: 'ssa',
  labels: { team: 'a' },
}

test('decodeRecord() reads what encodeRecord() writes', () => {
  assert.deepEqual(decodeRecord(encodeRecord(record), { ...recordLabels(record), modifiedAt: '1' }), record)
})

test('recordName() and recordLabels() are how Helm finds a record', () => {
  assert.equal(recordName('app', 3), 'sh.helm.release.v1.app.v3')
  assert.deepEqual(recordLabels(record), {
    team: 'a',
    name: 'app',
    owner: 'helm',
    status: 'deployed',
    version: '3',
  })
})

test('decodeRecord() reads times that Helm 3 wrote for never', () => {
  const old = { name: 'app', info: { first_deployed: '', deleted: '0001-01-01T00:00:00Z', status: 'failed' } }
  const read = decodeRecord(gzipSync(JSON.stringify(old)).toString('base64'))
  assert.equal(read.info.firstDeployed, undefined)
  assert.equal(read.info.deleted, undefined)
  assert.equal(read.info.status, 'failed')
})

for (const [what, encoded] of [
  ['no base64', '***'],
  ['a cut archive', gzipSync('{"name":"app"}').subarray(0, 20).toString('base64')],
  ['no JSON', gzipSync('{').toString('base64')],
] as const) {
  test(`decodeRecord() refuses ${what}`, () => assert.throws(() => decodeRecord(encoded), ChartError))
}

test('releaseDigest() sees all but the tests', () => {
  const [hook] = record.hooks
  assert.ok(hook)
  const tested = {
    ...record,
    hooks: [{ ...hook, lastRun: { ...hook.lastRun, phase: 'Succeeded' as const } }],
  }
  assert.equal(releaseDigest(tested), releaseDigest(record))
  const changes = [{ version: 4 }, { manifest: '' }, { config: undefined }, { namespace: 'other' }]
  for (const change of changes)
    assert.notEqual(releaseDigest({ ...record, ...change }), releaseDigest(record))
  assert.notEqual(releaseDigest(record, 'sha256:ab'), releaseDigest(record))
})

test('valuesDigest() does not see the order of keys, and takes none and {} alike', () => {
  assert.equal(valuesDigest({ a: 1, b: { c: 2, d: 3 } }), valuesDigest({ b: { d: 3, c: 2 }, a: 1 }))
  assert.equal(valuesDigest({}), 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  assert.equal(valuesDigest(undefined), valuesDigest({}))
})
