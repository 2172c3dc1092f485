import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send, sendText, until, watch } from './requests.ts'

let server: ApiServer

before(async () => {
  server = await startApiServer()
})
after(() => server.stop())

const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  data: { k: 'v' },
})
const maps = '/api/v1/namespaces/default/configmaps'

test('a new namespace gets its ServiceAccount and the CA; a deleted one goes with all it holds', async () => {
  await send(server, 'POST', '/api/v1/namespaces', { body: { metadata: { name: 'full' } } })
  await until(server, '/api/v1/namespaces/full/serviceaccounts', 'default', object => object !== undefined)
  await until(
    server,
    '/api/v1/namespaces/full/configmaps',
    'kube-root-ca.crt',
    object => object !== undefined,
  )
  await send(server, 'POST', '/api/v1/namespaces/full/configmaps', { body: configMap('a') })

  const gone = until(server, '/api/v1/namespaces', 'full', object => object === undefined)
  const reply = await send(server, 'DELETE', '/api/v1/namespaces/full')

  assert.deepEqual(reply.body['status'], { phase: 'Terminating' })
  await gone
  const left = await send(server, 'GET', '/api/v1/namespaces/full/configmaps/a')
  assert.equal(left.status, 404)
})

test('the version of a list is that of the latest change of its kind', async () => {
  const versionOf = async (path: string) => {
    const list = await send(server, 'GET', path)
    return (list.body['metadata'] as { resourceVersion: string }).resourceVersion
  }
  const secrets = '/api/v1/namespaces/default/secrets'
  const made = await send(server, 'POST', maps, { body: configMap('latest') })
  const { resourceVersion } = made.body['metadata'] as { resourceVersion: string }
  await send(server, 'POST', secrets, { body: { metadata: { name: 'later' } } })
  assert.equal(await versionOf(`${maps}?limit=1`), resourceVersion)
  assert.ok(Number(await versionOf(secrets)) > Number(resourceVersion))
})

test('a watch from a version tells what came after it, in order', async () => {
  await send(server, 'POST', maps, { body: configMap('w1', { labels: { set: 'w' } }) })
  const list = await send(server, 'GET', `${maps}?labelSelector=set%3Dw`)
  const { resourceVersion } = list.body['metadata'] as { resourceVersion: string }
  await send(server, 'POST', maps, { body: configMap('w2', { labels: { set: 'w' } }) })
  await send(server, 'DELETE', `${maps}/w1`)

  const seen: string[] = []
  for await (const event of watch(
    server,
    `${maps}?watch=1&labelSelector=set%3Dw&resourceVersion=${resourceVersion}`,
  )) {
    seen.push(`${event.type} ${event.object.metadata['name']}`)
    if (seen.length === 2) break
  }

  assert.deepEqual(seen, ['ADDED w2', 'DELETED w1'])
})

test('a watch with initial events ends them with a bookmark', async () => {
  await send(server, 'POST', maps, { body: configMap('i', { labels: { set: 'i' } }) })
  const query =
    'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=set%3Di'
  const seen: unknown[] = []
  for await (const event of watch(server, `${maps}?${query}`)) {
    seen.push(event.type === 'BOOKMARK' ? event.object.metadata['annotations'] : event.type)
    if (seen.length === 2) break
  }
  assert.deepEqual(seen, ['ADDED', { 'k8s.io/initial-events-end': 'true' }])
})

test('a stale PUT is refused, one that changes nothing keeps the version', async () => {
  const made = await send(server, 'POST', maps, { body: configMap('stale') })
  const same = await send(server, 'PUT', `${maps}/stale`, { body: made.body })
  assert.deepEqual(same.body['metadata'], made.body['metadata'])
  await send(server, 'PUT', `${maps}/stale`, { body: { ...made.body, data: { k: 'x' } } })

  const refused = await send(server, 'PUT', `${maps}/stale`, { body: { ...made.body, data: { k: 'y' } } })

  assert.equal(refused.status, 409)
  assert.equal(refused.body['reason'], 'Conflict')
})

test('a dry run answers as if it were done, and does nothing', async () => {
  const reply = await send(server, 'POST', `${maps}?dryRun=All`, { body: configMap('dry') })
  assert.equal(reply.status, 201)
  assert.equal((await send(server, 'GET', `${maps}/dry`)).status, 404)
})

test('an unknown field warns by default and is refused under Strict', async () => {
  const body = { ...configMap('odd'), dta: {} }
  const warned = await send(server, 'POST', `${maps}?dryRun=All`, { body })
  assert.equal(warned.headers['warning'], '299 - "unknown field \\"dta\\""')
  const refused = await send(server, 'POST', `${maps}?fieldValidation=Strict`, { body })
  assert.equal(refused.status, 400)
})

test('pages of a list are of one moment', async () => {
  for (const name of ['p1', 'p2', 'p3']) {
    await send(server, 'POST', '/api/v1/namespaces/kube-public/configmaps', { body: configMap(name) })
  }
  const path = '/api/v1/namespaces/kube-public/configmaps?limit=2'
  const first = await send(server, 'GET', path)
  await send(server, 'DELETE', '/api/v1/namespaces/kube-public/configmaps/p3')
  const { continue: next } = first.body['metadata'] as { continue: string }

  const second = await send(server, 'GET', `${path}&continue=${next}`)

  const names = [first, second].flatMap(page =>
    (page.body['items'] as { metadata: { name: string } }[]).map(item => item.metadata.name),
  )
  assert.deepEqual(names, ['kube-root-ca.crt', 'p1', 'p2', 'p3'])
})

test('dependents go with their owner in the background, and before it in the foreground', async () => {
  for (const policy of ['Background', 'Foreground']) {
    const name = `owner-${policy.toLowerCase()}`
    const owner = await send(server, 'POST', maps, { body: configMap(name) })
    const { uid } = owner.body['metadata'] as { uid: string }
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid, blockOwnerDeletion: true }]
    await send(server, 'POST', maps, { body: configMap(`${name}-child`, { ownerReferences }) })

    const childGone = until(server, maps, `${name}-child`, object => object === undefined)
    const ownerGone = until(server, maps, name, object => object === undefined)
    await send(server, 'DELETE', `${maps}/${name}`, { body: { propagationPolicy: policy } })

    await Promise.all([childGone, ownerGone])
  }
})

test('an aggregated ClusterRole has the rules of those it selects', async () => {
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
  const selector = { clusterRoleSelectors: [{ matchLabels: { into: 'sum' } }] }
  await send(server, 'POST', roles, {
    body: { metadata: { name: 'sum' }, aggregationRule: selector, rules: null },
  })
  await send(server, 'POST', roles, { body: { metadata: { name: 'part', labels: { into: 'sum' } }, rules } })
  await until(
    server,
    roles,
    'sum',
    role =>
      JSON.stringify(role?.['rules']) ===
        JSON.stringify([{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]) ||
      JSON.stringify(role?.['rules']) === JSON.stringify(rules),
  )
})

test('a finalizer holds a deleted object until it is taken off', async () => {
  await send(server, 'POST', maps, { body: configMap('held', { finalizers: ['example.dev/hold'] }) })
  const marked = await send(server, 'DELETE', `${maps}/held`)
  assert.notEqual((marked.body['metadata'] as { deletionTimestamp?: string }).deletionTimestamp, undefined)
  const contentType = 'application/merge-patch+json'
  await send(server, 'PATCH', `${maps}/held`, { body: { metadata: { finalizers: null } }, contentType })
  assert.equal((await send(server, 'GET', `${maps}/held`)).status, 404)
})

test('a wrong token is refused, no token is anonymous', async () => {
  assert.equal((await send(server, 'GET', '/api', { token: 'wrong' })).status, 401)
})

test('a server with a data folder goes on where it was', async t => {
  const dataDir = await mkdtemp(join(tmpdir(), 'apiserver-'))
  t.after(() => rm(dataDir, { recursive: true, force: true }))
  const first = await startApiServer({ dataDir })
  const made = await send(first, 'POST', maps, { body: configMap('kept') })
  await first.stop()

  const second = await startApiServer({ dataDir, token: first.token })
  t.after(() => second.stop())

  const found = await send(second, 'GET', `${maps}/kept`)
  assert.deepEqual(found.body, made.body)
  assert.equal(second.caCertificate, first.caCertificate)
})

test('a watch of a kind ends when its definition goes', async () => {
  const definition = {
    metadata: { name: 'brief.watch.example' },
    spec: {
      group: 'watch.example',
      scope: 'Cluster',
      names: { plural: 'brief', singular: 'brief', kind: 'Brief', listKind: 'BriefList' },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  }
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  await send(server, 'POST', definitions, { body: definition })
  await until(
    server,
    definitions,
    'brief.watch.example',
    object =>
      JSON.stringify(object?.['status']).includes('"Established","status":"True"') ||
      JSON.stringify(object?.['status']).includes('InitialNamesAccepted'),
  )
  await send(server, 'POST', '/apis/watch.example/v1/brief', {
    body: { apiVersion: 'watch.example/v1', kind: 'Brief', metadata: { name: 'a' } },
  })

  const seen: string[] = []
  for await (const { type } of watch(server, '/apis/watch.example/v1/brief?watch=1')) {
    seen.push(type)
    if (type === 'ADDED') await send(server, 'DELETE', `${definitions}/brief.watch.example`)
  }

  assert.equal(seen[0], 'ADDED')
})

test('a body nested without end is refused, and the server lives on', async () => {
  const depth = 500_000
  const refused = await sendText(server, maps, '['.repeat(depth) + ']'.repeat(depth))
  assert.equal(refused.status, 400)
  assert.equal((await send(server, 'GET', '/healthz')).status, 200)
})
