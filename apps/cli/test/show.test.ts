import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cluster, lines, object, ready, run } from './harness.ts'

const entry = (id: string) => ({ id, v: 'v1' })
const parent = object('Kustomization', 'top', {
  status: {
    inventory: {
      entries: [
        entry('apps_own__ConfigMap'),
        entry('apps_web_helm.toolkit.fluxcd.io_HelmRelease'),
        entry('apps_child_kustomize.toolkit.fluxcd.io_Kustomization'),
        entry('apps_top_kustomize.toolkit.fluxcd.io_Kustomization'),
      ],
    },
  },
})
const child = object('Kustomization', 'child', {
  status: {
    inventory: {
      entries: [entry('apps_one__ConfigMap'), entry('apps_top_kustomize.toolkit.fluxcd.io_Kustomization')],
    },
  },
})
const release = object('HelmRelease', 'web', {
  status: { inventory: { entries: [entry('apps_web-config__ConfigMap')] } },
})

test("'tree ks' shows objects of Kustomizations and releases, and is not caught in a circle", async () => {
  const { out } = await run('tree ks top -n apps', cluster(parent, child, release))
  assert.deepEqual(out.split('\n'), [
    'Kustomization/apps/top',
    '├── ConfigMap/apps/own',
    '├── HelmRelease/apps/web',
    '│   └── ConfigMap/apps/web-config',
    '└── Kustomization/apps/child',
    '    ├── ConfigMap/apps/one',
    '    └── Kustomization/apps/top',
    '',
    '',
  ])
})

test("'tree ks --compact -o json' shows Flux objects only", async () => {
  const { out } = await run('tree ks top --compact -o json -n apps', cluster(parent, child, release))
  const tree = JSON.parse(out)
  assert.deepEqual(
    tree.resources.map((node: { resource: { Name: string } }) => node.resource.Name),
    ['web', 'child'],
  )
})

const event = (kind: string, name: string, seconds: number, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `${name}.${seconds}`, namespace: 'apps' },
  involvedObject: { kind, name, namespace: 'apps' },
  type: 'Normal',
  reason: 'Happened',
  message: `about ${name}`,
  firstTimestamp: new Date(Date.parse('2026-05-01T12:00:00Z') - seconds * 1000).toISOString(),
  lastTimestamp: new Date(Date.parse('2026-05-01T12:00:00Z') - seconds * 1000).toISOString(),
  ...more,
})

test("'events' shows events of Flux kinds, oldest first", async () => {
  const target = cluster(
    event('Kustomization', 'apps', 5),
    event('GitRepository', 'repo', 90, { type: 'Warning', count: 3, firstTimestamp: '2026-05-01T11:00:00Z' }),
    event('Pod', 'web', 1),
  )
  const { out } = await run('events -n apps', target)
  assert.deepEqual(lines(out), [
    'LAST SEEN|TYPE|REASON|OBJECT|MESSAGE',
    '90s (x3 over 60m)|Warning|Happened|GitRepository/repo|about repo',
    '5s|Normal|Happened|Kustomization/apps|about apps',
  ])
})

const refusedEvents = [
  { line: 'events --for Banana/x', says: "'Banana' is not a recognized Flux kind" },
  { line: 'events --types=Odd', says: "type 'Odd' not supported. Supported types are Normal, Warning" },
  {
    line: 'events --for Kustomization/nope -n apps',
    says: 'kustomizations.kustomize.toolkit.fluxcd.io "nope" not found',
  },
]
for (const { line, says } of refusedEvents) {
  test(`'${line}' fails`, async () => {
    assert.deepEqual(await run(line, cluster()), { code: 1, out: '', err: `✗ ${says}\n` })
  })
}

test("'trace --kind' goes from an object over its Kustomization to its source", async () => {
  const labels = {
    'kustomize.toolkit.fluxcd.io/name': 'apps',
    'kustomize.toolkit.fluxcd.io/namespace': 'apps',
  }
  const target = cluster(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', namespace: 'apps', labels } },
    object('Kustomization', 'apps', {
      spec: { path: './app', sourceRef: { kind: 'GitRepository', name: 'repo' } },
      status: ready('True', 'Applied', { lastAppliedRevision: 'main@sha1:ab' }),
    }),
    object('GitRepository', 'repo', {
      spec: { url: 'https://example.com/x', ref: { branch: 'main' } },
      status: ready('False', 'gone'),
    }),
  )
  const { code, out } = await run('trace one --kind=ConfigMap --api-version=v1 -n apps', target)
  assert.equal(code, 0)
  assert.deepEqual(out.split('\n'), [
    '',
    'Object:          ConfigMap/one',
    'Namespace:       apps',
    'Status:          Managed by Flux',
    '---',
    'Kustomization:   apps',
    'Namespace:       apps',
    'Path:            ./app',
    'Revision:        main@sha1:ab',
    'Status:          Last reconciled at 2026-05-01 11:00:00 +0000 UTC',
    'Message:         Applied',
    '---',
    'GitRepository:   repo',
    'Namespace:       apps',
    'URL:             https://example.com/x',
    'Branch:          main',
    'Status:          Last reconciliation failed at 2026-05-01 11:00:00 +0000 UTC',
    'Message:         gone',
    '',
  ])
})

test("'trace' of an object nobody manages is told and is no failure", async () => {
  const target = cluster({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'apps' } })
  const { code, err } = await run('trace x --kind=ConfigMap --api-version=v1 -n apps', target)
  assert.equal(code, 0)
  assert.equal(err, 'failed to trace ConfigMap/x in namespace apps: object not managed by Flux')
})
