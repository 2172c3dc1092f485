import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { type Reply, send } from './requests.ts'

let server: ApiServer
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const gadgets = '/apis/example.com/v1/namespaces/default/gadgets'
const pods = '/api/v1/namespaces/default/pods'
const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies'
const merge = 'application/merge-patch+json'

const container = { name: 'c', image: 'web:1' }
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } }
const deployment = {
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } }, template },
}

before(async () => {
  server = await startApiServer()
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  const scale = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' }
  const versions = [{ name: 'v1', served: true, storage: true, schema, subresources: { scale } }]
  const definition = {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'gadgets', kind: 'Gadget' },
    versions,
  }
  await send(server, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    body: { metadata: { name: 'gadgets.example.com' }, spec: definition },
  })
  const type = { apiVersion: 'example.com/v1', kind: 'Gadget' }
  await send(server, 'POST', gadgets, { body: { ...type, metadata: { name: 'g' }, spec: { size: 1 } } })
  await send(server, 'POST', gadgets, { body: { ...type, metadata: { name: 'bare' } } })
  await send(server, 'POST', deployments, { body: deployment })
  await send(server, 'POST', pods, {
    body: { metadata: { name: 'p', labels: { of: 'mine' } }, spec: { containers: [container] } },
  })
})
after(() => server.stop())

const messageOf = ({ body }: Reply) => String(body['message'])
const scaleOf = (metadata: object, replicas: number) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', ...metadata },
  spec: { replicas },
})
const elsewhere = 'the namespace of the provided object does not match the namespace sent on the request'

const cases = [
  {
    does: 'a Scale of another namespace is refused',
    path: `${deployments}/web/scale`,
    body: scaleOf({ namespace: 'other' }, 1),
    code: 400,
    says: elsewhere,
  },
  {
    does: 'a patch of a Scale into another namespace is refused',
    path: `${deployments}/web/scale`,
    patch: { metadata: { namespace: 'other' } },
    code: 400,
    says: elsewhere,
  },
  {
    does: 'a PUT of a Scale of another object says what storage says',
    path: `${deployments}/web/scale`,
    body: scaleOf({ uid: 'u1' }, -1),
    code: 409,
    says: /^Operation cannot be fulfilled on deployments.apps "web": StorageError: invalid object, Code: 4, Key: \/registry\/deployments\/default\/web, .* UID in precondition: u1, UID in object meta: /,
  },
  {
    does: 'a dry run knows keys without their root',
    path: `${deployments}/web/scale?dryRun=All`,
    body: scaleOf({ uid: 'u1' }, 1),
    code: 409,
    says: / Key: \/deployments\/default\/web, /,
  },
  {
    does: 'a patch of a Scale of another object says what the Scale says',
    path: `${deployments}/web/scale`,
    patch: { metadata: { uid: 'u1' } },
    code: 409,
    says: /^Operation cannot be fulfilled on deployments\/scale.apps "web": Precondition failed: UID in precondition: u1/,
  },
  {
    does: 'replicas are looked at before the version',
    path: `${deployments}/web/scale`,
    body: scaleOf({ resourceVersion: '1' }, -1),
    code: 422,
    says: /spec.replicas: Invalid value: -1/,
  },
  {
    does: 'a version of a Scale that is no number is refused',
    path: `${deployments}/web/scale`,
    body: scaleOf({ resourceVersion: 'new' }, 1),
    code: 500,
    says: 'strconv.ParseUint: parsing "new": invalid syntax',
  },
  {
    does: 'a custom resource without replicas gets some',
    path: `${gadgets}/bare/scale?dryRun=All`,
    patch: { spec: {} },
    code: 400,
    says: 'the spec replicas field ".spec.size" cannot be empty',
  },
  {
    does: 'a Scale of a custom resource that is none is refused in the words of Kubernetes',
    path: `${gadgets}/g/scale`,
    body: { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'g' } },
    code: 400,
    says: /^no kind is registered for the type v1.Scale in scheme/,
  },
  {
    does: 'a patch that takes the version away from a custom resource is refused',
    path: `${gadgets}/g`,
    patch: { metadata: { resourceVersion: null } },
    code: 422,
    says: /metadata.resourceVersion: Invalid value: 0: must be specified for an update/,
  },
  {
    does: 'a body of a version that is only readable is told from one that is unknown',
    path: `${deployments}/web`,
    body: { ...deployment, apiVersion: 'apps/v1beta2', kind: 'Deployment' },
    code: 400,
    says: 'the API version in the data (apps/v1beta2) does not match the expected API version (apps/v1)',
  },
]
for (const { does, path, body, patch, code, says } of cases) {
  test(does, async () => {
    const reply = patch
      ? await send(server, 'PATCH', path, { body: patch, contentType: merge })
      : await send(server, 'PUT', path, { body })
    assert.equal(reply.status, code, messageOf(reply))
    if (typeof says === 'string') assert.equal(messageOf(reply), says)
    else assert.match(messageOf(reply), says)
  })
}

const posts = [
  {
    does: 'a Binding of another namespace is refused',
    to: 'binding',
    body: { metadata: { name: 'p', namespace: 'other' }, target: { name: 'n' } },
    code: 400,
    says: elsewhere,
  },
  {
    does: 'a Binding binds the Pod that was seen',
    to: 'binding',
    body: { metadata: { name: 'p', uid: 'u1' }, target: { name: 'n' } },
    code: 409,
    says: /^Operation cannot be fulfilled on pods "p": StorageError: .*UID in precondition: u1/,
  },
  {
    does: 'a Binding binds the version that was seen',
    to: 'binding',
    body: { metadata: { name: 'p', resourceVersion: '1' }, target: { name: 'n' } },
    code: 409,
    says: /ResourceVersion in precondition: 1, ResourceVersion in object meta: /,
  },
  {
    does: 'an Eviction of another namespace is refused',
    to: 'eviction',
    body: { metadata: { name: 'p', namespace: 'other' } },
    code: 400,
    says: elsewhere,
  },
  {
    does: 'an Eviction says how to delete in words that exist',
    to: 'eviction?dryRun=All',
    body: { metadata: { name: 'p' }, deleteOptions: { propagationPolicy: 'Slowly' } },
    code: 422,
    says: /^DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Slowly"/,
  },
  {
    does: 'an Eviction agrees with its request on dry runs',
    to: 'eviction?dryRun=All',
    body: { metadata: { name: 'p' }, deleteOptions: { dryRun: ['Some'] } },
    code: 500,
    says: 'Non-matching dry-run options in request and content: [All] and [Some]',
  },
]
for (const { does, to, body, code, says } of posts) {
  test(does, async () => {
    const reply = await send(server, 'POST', `${pods}/p/${to}`, { body })
    assert.equal(reply.status, code, messageOf(reply))
    if (typeof says === 'string') assert.equal(messageOf(reply), says)
    else assert.match(messageOf(reply), says)
  })
}

for (const subresource of ['ephemeralcontainers', 'resize']) {
  test(`a change through ${subresource} leaves labels as they are`, async () => {
    const reply = await send(server, 'PATCH', `${pods}/p/${subresource}`, {
      body: { metadata: { labels: { of: 'yours' }, finalizers: ['example.com/hold'] } },
      contentType: merge,
    })
    const { labels, finalizers } = reply.body['metadata'] as { labels: object; finalizers?: object }
    assert.deepEqual([labels, finalizers], [{ of: 'mine' }, undefined])
  })
}

test('policies see a Scale where a Scale is written', async () => {
  const rule = {
    apiGroups: ['apps'],
    apiVersions: ['v1'],
    operations: ['*'],
    resources: ['deployments/scale'],
  }
  const messageExpression = '"saw a " + object.kind + " of " + string(object.spec.replicas)'
  const spec = {
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression: 'object.spec.replicas < 5', messageExpression }],
  }
  await send(server, 'POST', policies, { body: { metadata: { name: 'few' }, spec } })
  await send(server, 'POST', policies.replace(/policies$/, 'policybindings'), {
    body: { metadata: { name: 'few' }, spec: { policyName: 'few', validationActions: ['Deny'] } },
  })
  const reply = await send(server, 'PUT', `${deployments}/web/scale`, { body: scaleOf({}, 7) })
  assert.match(messageOf(reply), /denied request: saw a Scale of 7$/)
})
