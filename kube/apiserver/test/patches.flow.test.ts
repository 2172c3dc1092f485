import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send } from './requests.ts'

let server: ApiServer
const maps = '/api/v1/namespaces/default/configmaps'
const services = '/api/v1/namespaces/default/services'
const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles'
const sets = '/apis/apps/v1/namespaces/default/statefulsets'
const lamps = '/apis/example.com/v1/namespaces/default/lamps'

before(async () => {
  server = await startApiServer()
  const count = { type: 'integer', minimum: 0 }
  const spec = { type: 'object', properties: { count } }
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } }
  const scale = { specReplicasPath: '.spec.count', statusReplicasPath: '.status.count' }
  const subresources = { status: {}, scale }
  const versions = [{ name: 'v1', served: true, storage: true, schema, subresources }]
  const names = { plural: 'lamps', kind: 'Lamp' }
  await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: 'lamps.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names, versions },
  })
  await create(maps, { metadata: { name: 'm' }, data: { a: 'b' } })
  await create(lamps, {
    apiVersion: 'example.com/v1',
    kind: 'Lamp',
    metadata: { name: 'l' },
    spec: { count: 1 },
  })
  const ports = [{ port: 80 }]
  await create(services, { metadata: { name: 'lb' }, spec: { type: 'LoadBalancer', ports } })
})
after(() => server.stop())

async function create(path: string, body: unknown) {
  const reply = await send(server, 'POST', path, { body })
  assert.equal(reply.status, 201, JSON.stringify(reply.body))
  return reply
}

const contentTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
}

interface Case {
  readonly does: string
  readonly path: string
  readonly type?: keyof typeof contentTypes
  readonly body: unknown
  readonly status: number
  readonly says?: RegExp
}

const cases: readonly Case[] = [
  {
    does: 'of another namespace and name is refused for the namespace',
    path: `${maps}/m`,
    body: { metadata: { name: 'n', namespace: 'other' } },
    status: 400,
    says: /^the namespace of the provided object does not match/,
  },
  {
    does: 'that makes a list of an object is refused for having no kind',
    path: `${maps}/m`,
    type: 'json',
    body: [{ op: 'replace', path: '', value: ['x'] }],
    status: 422,
    says: /couldn't get version\/kind; json parse error: json: cannot unmarshal array into Go value of type struct \{ APIVersion string /,
  },
  {
    does: 'whose first wrong value is a time is refused for the time',
    path: `${maps}/m`,
    type: 'strategic',
    body: { metadata: { creationTimestamp: 'now', labels: { a: 1 } } },
    status: 422,
    says: /parsing time "now" as /,
  },
  {
    does: 'may not change the class of a balancer',
    path: `${services}/lb`,
    body: { spec: { loadBalancerClass: 'example.com/fast' } },
    status: 422,
    says: /spec.loadBalancerClass: Invalid value: "example.com\/fast": may not change once set/,
  },
  {
    does: 'that takes the version of a custom resource away is refused',
    path: `${lamps}/l`,
    body: { apiVersion: null },
    status: 500,
    says: /Object 'apiVersion' is missing in 'object has no apiVersion field'/,
  },
  {
    does: 'that gives a custom resource another name and version is refused for the name',
    path: `${lamps}/l`,
    body: { apiVersion: 'example.com/v9', metadata: { name: 'k' } },
    status: 400,
    says: /^the name of the object \(k\) does not match/,
  },
  {
    does: 'that makes another kind of a custom resource says nothing of its fields',
    path: `${lamps}/l?fieldValidation=Strict`,
    body: { kind: 'Torch', watts: 5 },
    status: 422,
    says: /kind: Invalid value: "Torch": must be Lamp$/,
  },
  {
    does: 'of the status does not look at the kind',
    path: `${lamps}/l/status`,
    body: { kind: 'Torch' },
    status: 200,
  },
  {
    does: 'of a custom resource goes by its version',
    path: `${lamps}/l`,
    body: { metadata: { resourceVersion: '' } },
    status: 422,
    says: /metadata.resourceVersion: Invalid value: 0: must be specified for an update/,
  },
  {
    does: 'of the scale of a custom resource is checked by its schema',
    path: `${lamps}/l/scale`,
    body: { spec: { replicas: -1 } },
    status: 422,
    says: /spec.count in body should be greater than or equal to 0/,
  },
]
for (const { does, path, type = 'merge', body, status, says = /^/ } of cases) {
  test(`a patch ${does}`, async () => {
    const reply = await send(server, 'PATCH', path, { body, contentType: contentTypes[type] })
    assert.equal(reply.status, status, JSON.stringify(reply.body))
    assert.match(String(reply.body['message'] ?? ''), says)
  })
}

test('a patch that leaves an object without a version warns of every field', async () => {
  const reply = await send(server, 'PATCH', `${maps}/m`, {
    body: { apiVersion: '' },
    contentType: contentTypes.merge,
  })
  assert.equal(reply.status, 400)
  const warnings = String(reply.headers['warning'])
  for (const field of ['data', 'metadata']) assert.ok(warnings.includes(`unknown field \\"${field}\\"`))
})

test('an apply reads the first document, whatever comes after it', async () => {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first' } }
  const reply = await send(server, 'PATCH', `${maps}/first?fieldManager=f`, {
    text: `${JSON.stringify(body)} x`,
    contentType: 'application/apply-patch+yaml',
  })
  assert.equal(reply.status, 201, JSON.stringify(reply.body))
})

function fieldsOf(body: Record<string, unknown>): string {
  const { managedFields } = body['metadata'] as { managedFields?: readonly { fieldsV1: unknown }[] }
  return JSON.stringify(managedFields?.map(each => each.fieldsV1))
}

test('who writes an empty list that is always written owns it', async () => {
  const { body } = await create(roles, { metadata: { name: 'none' }, rules: [] })
  assert.equal(body['rules'], null)
  assert.equal(fieldsOf(body), '[{"f:rules":{}}]')
})

test('a field that is not in use yet is not kept, but has an owner', async () => {
  const template = {
    metadata: { labels: { a: 'b' } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  }
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } }
  const { body } = await create(sets, {
    metadata: { name: 's' },
    spec: { selector: { matchLabels: { a: 'b' } }, serviceName: 's', template, updateStrategy },
  })
  const spec = body['spec'] as { updateStrategy: { rollingUpdate: unknown } }
  assert.deepEqual(spec.updateStrategy.rollingUpdate, { partition: 0 })
  assert.match(fieldsOf(body), /"f:maxUnavailable"/)
})

test('who asks for a token owns what the request says', async () => {
  const accounts = '/api/v1/namespaces/default/serviceaccounts'
  const { body } = await create(`${accounts}/default/token?fieldManager=f`, { spec: { audiences: ['a'] } })
  assert.equal(fieldsOf(body), '[{"f:spec":{"f:audiences":{},"f:expirationSeconds":{}}}]')
})
