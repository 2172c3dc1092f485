import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send } from './requests.ts'

let server: ApiServer
before(async () => {
  server = await startApiServer()
})
after(() => server.stop())

const template = {
  metadata: { labels: { app: 'w' } },
  spec: { restartPolicy: 'Always', containers: [{ name: 'c', image: 'web:1' }] },
}

/** What the writer of a new object owns. */
async function owned(collection: string, body: object): Promise<string> {
  const reply = await send(server, 'POST', collection, { body })
  const { managedFields } = reply.body['metadata'] as { managedFields?: readonly { fieldsV1: object }[] }
  return JSON.stringify(managedFields?.[0]?.fieldsV1 ?? {})
}

test('an empty list of rules is owned by who wrote it, though it is stored as none', async () => {
  const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles'
  assert.equal(await owned(roles, { metadata: { name: 'empty' }, rules: [] }), '{"f:rules":{}}')
  assert.equal(await owned(roles, { metadata: { name: 'none' } }), '{}')
})

test('a field that is not in use yet is owned, though it is dropped', async () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } }
  const spec = { selector: { matchLabels: { app: 'w' } }, template, updateStrategy: strategy }
  const fields = await owned('/apis/apps/v1/namespaces/default/statefulsets', {
    metadata: { name: 'w' },
    spec,
  })
  assert.match(fields, /"f:rollingUpdate":\{".":\{\},"f:maxUnavailable":\{\},"f:partition":\{\}\}/)
})

test('what features that are off would use is owned by who wrote it, and not kept', async () => {
  const containers = [{ name: 'c', image: 'web:1', lifecycle: { stopSignal: 'SIGUSR1' } }]
  const spec = { selector: { matchLabels: { app: 'w' } }, template: { ...template, spec: { containers } } }
  const deployments = '/apis/apps/v1/namespaces/default/deployments'
  const fields = await owned(deployments, { metadata: { name: 'w' }, spec })
  assert.match(fields, /"f:lifecycle":\{".":\{\},"f:stopSignal":\{\}\}/)
  const { body } = await send(server, 'GET', `${deployments}/w`)
  assert.doesNotMatch(JSON.stringify(body['spec']), /stopSignal/)
})

test('a Job whose labels are those of its template owns them', async () => {
  const spec = { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } }
  const fields = await owned('/apis/batch/v1/namespaces/default/jobs', { metadata: { name: 'j' }, spec })
  assert.match(fields, /^\{"f:metadata":\{"f:labels":\{".":\{\},"f:app":\{\}\}\},"f:spec":/)
  assert.match(fields, /"f:manualSelector":\{\}/)
})

test('a review tells who wrote it', async () => {
  const managers = async (path: string, spec: object) => {
    const { body } = await send(server, 'POST', path, { body: { spec } })
    return Object(body['metadata']).managedFields[0].fieldsV1
  }
  const access = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  assert.deepEqual(await managers(access, { nonResourceAttributes: { path: '/x', verb: 'get' } }), {
    'f:spec': { 'f:nonResourceAttributes': { '.': {}, 'f:path': {}, 'f:verb': {} } },
  })
  assert.deepEqual(await managers('/apis/authentication.k8s.io/v1/tokenreviews', { token: 'x' }), {
    'f:spec': { 'f:token': {} },
  })
})
