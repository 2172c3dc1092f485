import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemoryCluster } from '@sluice/testing'
import { change, cluster, object, ready, run } from './harness.ts'

const manifests = [
  {
    line: 'create source git app --url=https://example.com/a --branch=main --tag=v1 --label=team=web',
    says: `labels:
    team: web
  name: app
  namespace: flux-system
spec:
  interval: 1m0s
  ref:
    tag: v1
  url: https://example.com/a
`,
  },
  {
    line: 'create ks apps --source=Bucket/b.far --path=/a/../../x --depends-on=one,ns/two --wait',
    says: `name: apps
  namespace: flux-system
spec:
  dependsOn:
  - name: one
  - name: two
    namespace: ns
  interval: 1m0s
  path: ./x
  prune: false
  sourceRef:
    kind: Bucket
    name: b
    namespace: far
  timeout: 2m0s
  wait: true
`,
  },
  {
    line: 'create hr web --chart-ref=OCIRepository/web.far --target-namespace=web --crds=CreateReplace',
    says: `name: web
  namespace: flux-system
spec:
  chartRef:
    kind: OCIRepository
    name: web
    namespace: far
  install:
    crds: Create
  interval: 1m0s
  storageNamespace: web
  targetNamespace: web
  upgrade:
    crds: CreateReplace
`,
  },
  {
    line: 'create image policy web --image-ref=web --select-numeric=asc --reflect-digest=Always --interval=5m',
    says: `name: web
  namespace: flux-system
spec:
  digestReflectionPolicy: Always
  imageRepositoryRef:
    name: web
  interval: 5m0s
  policy:
    numerical:
      order: asc
`,
  },
]
for (const { line, says } of manifests) {
  test(`'${line}' prints a manifest`, async () => {
    const { code, out, err } = await run(`${line} --export`)
    assert.deepEqual({ code, err }, { code: 0, err: '' })
    assert.equal(out.slice(out.indexOf('metadata:\n  ') + 12), says)
  })
}

const refusals = [
  { line: 'create ks', says: 'name is required' },
  { line: 'create ks apps', says: 'source is required' },
  { line: 'create source git app', says: 'url is required' },
  {
    line: 'create source git app --url=ftp://x/y --branch=a',
    says: "git URL scheme 'ftp' not supported, can be: ssh, http and https",
  },
  { line: 'create source oci app --url=oci://x/y', says: '--tag, --tag-semver or --digest is required' },
  { line: 'create hr web', says: 'chart or chart-ref is required' },
  {
    line: 'create ks apps --source=x --health-check=Deployment/web',
    says: "invalid health check 'Deployment/web' must be in the format 'kind/name.namespace'",
  },
  {
    line: 'create ks apps --source=x --label=a',
    says: "invalid label format 'a', must be key=value",
  },
  { line: 'create secret helm creds --username=u', says: 'password is required' },
  { line: 'create secret tls certs --tls-crt-file=', says: '' },
]
for (const { line, says } of refusals.filter(refusal => refusal.says)) {
  test(`'${line}' fails`, async () => {
    assert.deepEqual(await run(`${line} --export`), { code: 1, out: '', err: `✗ ${says}\n` })
  })
}

test("'create ks' creates, waits until ready, and tells the revision", async () => {
  const target = cluster()
  const becomesReady = (found: MemoryCluster) =>
    change(found, 'Kustomization', 'web', { status: ready('True', '', { lastAppliedRevision: 'v1' }) })
  const { code, err } = await run('create ks web --source=repo --prune -n apps', target, {
    meanwhile: becomesReady,
  })
  assert.equal(code, 0)
  assert.deepEqual(err.split('\n'), [
    '✚ generating Kustomization',
    '► applying Kustomization',
    '✔ Kustomization created',
    '◎ waiting for Kustomization reconciliation',
    '✔ Kustomization web is ready',
    '✔ applied revision v1',
    '',
  ])
})

test("'create' of an object that exists replaces its spec and keeps its annotations", async () => {
  const existing = object('Provider', 'chat', {
    spec: { type: 'slack', channel: 'old' },
    metadata: { annotations: { note: 'kept' } },
  })
  const target = cluster(existing)
  const { err } = await run('create alert-provider chat --type=generic --address=http://x -n apps', target)
  assert.match(err, /✔ Provider updated\n◎ waiting for Provider reconciliation\n✔ Provider chat is ready\n$/)
  const after = target.peek('Provider', 'apps', 'chat')
  assert.deepEqual(after?.spec, { type: 'generic', address: 'http://x' })
  assert.deepEqual(after?.metadata.annotations, { note: 'kept' })
})

test("'create source git' with a user puts it into a Secret, which the source names", async () => {
  const target = cluster()
  const artifact = { artifact: { revision: 'main@sha1:ab' } }
  const becomesReady = () => change(target, 'GitRepository', 'app', { status: ready('True', '', artifact) })
  const { err } = await run(
    'create source git app --url=https://x/y --branch=main --username=u --password=p -n apps',
    target,
    { meanwhile: becomesReady },
  )
  assert.match(err, /► applying secret with repository credentials\n✔ authentication configured\n/)
  assert.ok(!err.includes('insecure'))
  assert.deepEqual(target.peek('Secret', 'apps', 'app')?.['stringData'], { username: 'u', password: 'p' })
  const spec = target.peek('GitRepository', 'apps', 'app')?.spec as { secretRef?: object }
  assert.deepEqual(spec.secretRef, { name: 'app' })
})

test("'create secret receiver' makes a random token unless told", async () => {
  const { out } = await run('create secret receiver t1 --type=github --hostname=h --export')
  assert.match(out, /webhook: https:\/\/h\/hook\/[0-9a-f]{64}\n/)
  assert.match(out, /token: ["']?[0-9a-f]{64}/)
})
