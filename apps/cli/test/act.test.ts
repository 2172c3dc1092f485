import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldAt } from '../src/kinds/fields.ts'
import { change, cluster, object, ready, run } from './harness.ts'

const apps = object('Kustomization', 'apps', {
  spec: { sourceRef: { kind: 'GitRepository', name: 'repo' } },
  status: ready('True', 'fine', { lastAppliedRevision: 'main@sha1:ab' }),
})
const repo = object('GitRepository', 'repo', {
  status: ready('True', 'fine', { artifact: { revision: 'main@sha1:ab' } }),
})
const stopped = object('Kustomization', 'stopped', { spec: { suspend: true } })

/** A controller that handles every request at once. */
const handles = (target: ReturnType<typeof cluster>) => {
  for (const [kind, name] of [
    ['Kustomization', 'apps'],
    ['GitRepository', 'repo'],
  ] as const) {
    const found = target.peek(kind, 'apps', name)
    const requested = found?.metadata.annotations?.['reconcile.fluxcd.io/requestedAt']
    const status = found?.status as object
    if (requested) change(target, kind, name, { status: { ...status, lastHandledReconcileAt: requested } })
  }
}

test("'reconcile ks --with-source' asks source and object in turn, and waits for both", async () => {
  const target = cluster(apps, repo)
  const { code, err } = await run('reconcile ks apps --with-source -n apps', target, { meanwhile: handles })
  assert.equal(code, 0)
  assert.deepEqual(err.split('\n'), [
    '► annotating GitRepository repo in apps namespace',
    '✔ GitRepository annotated',
    '◎ waiting for GitRepository reconciliation',
    '✔ fetched revision main@sha1:ab',
    '► annotating Kustomization apps in apps namespace',
    '✔ Kustomization annotated',
    '◎ waiting for Kustomization reconciliation',
    '✔ applied revision main@sha1:ab',
    '',
  ])
})

test("'reconcile' tells why an object that stalled failed", async () => {
  const target = cluster(apps)
  const conditions = [{ type: 'Stalled', status: 'True', reason: 'R', message: 'bad path' }]
  const { code, err } = await run('reconcile ks apps -n apps', target, {
    meanwhile: () =>
      change(target, 'Kustomization', 'apps', {
        status: { observedGeneration: 1, lastHandledReconcileAt: 'x', conditions },
      }),
  })
  assert.equal(code, 1)
  assert.match(err, /✗ bad path\n$/)
})

const refusals = [
  { line: 'reconcile ks', says: 'Kustomization name is required' },
  { line: 'reconcile ks stopped -n apps', says: 'resource is suspended' },
  {
    line: 'reconcile ks nope -n apps',
    says: 'kustomizations.kustomize.toolkit.fluxcd.io "nope" not found',
  },
  { line: 'suspend source git', says: 'source git name is required' },
  { line: 'suspend hr --all -n apps', says: 'no objects found' },
  { line: 'delete ks', says: 'kustomization name is required' },
  { line: 'export ks', says: 'name is required' },
  { line: 'export hr --all -n apps', says: 'no objects found in apps namespace' },
]
for (const { line, says } of refusals) {
  test(`'${line}' fails`, async () => {
    assert.deepEqual(await run(line, cluster(stopped)), { code: 1, out: '', err: `✗ ${says}\n` })
  })
}

test("'suspend' sets the field; a name that does not exist is told and is no failure", async () => {
  const target = cluster(apps)
  const { code, err } = await run('suspend ks apps nope -n apps', target)
  assert.equal(code, 0)
  assert.deepEqual(err.split('\n'), [
    '► suspending kustomization apps in apps namespace',
    '✔ kustomization suspended',
    '✗ Kustomization nope not found in apps namespace',
    '',
  ])
  assert.equal(fieldAt(target.peek('Kustomization', 'apps', 'apps'), 'spec', 'suspend'), true)
})

test("'resume' of one object waits for it", async () => {
  const target = cluster(stopped)
  const { code, err } = await run('resume ks stopped -n apps', target, {
    meanwhile: () => {
      const generation = target.peek('Kustomization', 'apps', 'stopped')?.metadata.generation
      const conditions = [{ type: 'Ready', status: 'True', reason: 'R', message: 'fine' }]
      const status = { observedGeneration: generation, lastAppliedRevision: 'v1', conditions }
      change(target, 'Kustomization', 'stopped', { status })
    },
  })
  assert.equal(code, 0)
  assert.deepEqual(err.split('\n'), [
    '► resuming kustomization stopped in apps namespace',
    '✔ kustomization resumed',
    '◎ waiting for Kustomization reconciliation',
    '✔ Kustomization stopped reconciliation completed',
    '✔ applied revision v1',
    '',
  ])
})

test("'resume --all' does not wait", async () => {
  const { code, err } = await run('resume ks --all -n apps', cluster(stopped))
  assert.equal(code, 0)
  assert.equal(err, '► resuming kustomization stopped in apps namespace\n✔ kustomization resumed\n')
})

test("'delete' asks, and does nothing unless told yes", async () => {
  const target = cluster(apps)
  const refused = await run('delete ks apps -n apps', target, { input: 'no\n' })
  assert.equal(refused.code, 1)
  assert.match(refused.err, /aborting/)
  assert.ok(target.peek('Kustomization', 'apps', 'apps'))
  const agreed = await run('delete ks apps -n apps', target, { input: 'y\n' })
  assert.equal(agreed.code, 0)
  assert.equal(target.peek('Kustomization', 'apps', 'apps'), undefined)
})

test("'export' prints manifests without what the server added", async () => {
  const { out } = await run(
    'export ks apps -n apps',
    cluster(object('Kustomization', 'apps', { spec: { interval: '60s', prune: true, force: false } })),
  )
  assert.equal(
    out,
    `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: apps
spec:
  interval: 1m0s
  prune: true
`,
  )
})

test("'stats' counts running, failing and suspended objects and what is stored", async () => {
  const failing = object('GitRepository', 'bad', { status: ready('False', 'no') })
  const stored = object('GitRepository', 'repo', { status: ready('True', '', { artifact: { size: 2048 } }) })
  const { out } = await run('stats -n apps', cluster(failing, stored, stopped))
  const counts = out.split('\n').map(line => line.split('\t').map(cell => cell.trim()))
  assert.deepEqual(counts[1], ['GitRepository', '2', '1', '0', '2.0 KiB', ''])
  assert.deepEqual(counts[6], ['Kustomization', '0', '0', '1', '-', ''])
})
