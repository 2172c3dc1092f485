import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send, until, type WatchEvent } from './requests.ts'

let server: ApiServer

before(async () => {
  server = await startApiServer()
})
after(() => server.stop())

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
type Version = Readonly<Record<string, unknown>> & { readonly name: string }

const version = (more: object = {}): Version => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: { size: { type: 'integer', default: 1 }, colour: { type: 'string' } },
          'x-kubernetes-validations': [{ rule: 'self.size <= 10', message: 'too large' }],
        },
      },
    },
  },
  ...more,
})

/** A definition of a kind in a group of its own. */
const definition = (group: string, versions: readonly Version[] = [version()], spec: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `crates.${group}.example` },
  spec: {
    group: `${group}.example`,
    scope: 'Namespaced',
    names: { plural: 'crates', kind: 'Crate' },
    versions,
    ...spec,
  },
})

const crate = (group: string, name: string, more: object = {}, apiVersion = 'v1') => ({
  apiVersion: `${group}.example/${apiVersion}`,
  kind: 'Crate',
  metadata: { name, namespace: 'default' },
  ...more,
})
const crates = (group: string, apiVersion = 'v1') =>
  `/apis/${group}.example/${apiVersion}/namespaces/default/crates`

function hasCondition(object: WatchEvent['object'] | undefined, type: string, reason: string): boolean {
  const status = object?.['status'] as { conditions?: { type: string; reason: string }[] } | undefined
  return status?.conditions?.some(each => each.type === type && each.reason === reason) ?? false
}

async function install(group: string, versions?: readonly Version[], spec?: object): Promise<void> {
  const body = definition(group, versions, spec)
  const reply = await send(server, 'POST', definitions, { body })
  assert.equal(reply.status, 201, JSON.stringify(reply.body))
  await until(server, definitions, body.metadata.name, object =>
    hasCondition(object, 'Established', 'InitialNamesAccepted'),
  )
}

test('objects of a new definition are defaulted, pruned and validated', async () => {
  await install('rules')
  const good = await send(server, 'POST', crates('rules'), {
    body: crate('rules', 'a', { spec: { colour: 'red', unknown: 1 } }),
  })
  const bad = await send(server, 'POST', crates('rules'), {
    body: crate('rules', 'b', { spec: { size: 11 } }),
  })
  const wrong = await send(server, 'POST', crates('rules'), {
    body: crate('rules', 'c', { spec: { size: 'x' } }),
  })

  assert.deepEqual(good.body['spec'], { colour: 'red', size: 1 })
  assert.equal(bad.status, 422)
  assert.match(
    String(bad.body['message']),
    /^Crate\.rules\.example "b" is invalid: spec: Invalid value: too large$/,
  )
  assert.match(
    String(wrong.body['message']),
    /spec\.size: Invalid value: "string": spec\.size in body must be of type integer: "string"/,
  )
})

test('a changed schema is in force at once', async () => {
  await install('changing')
  const name = 'crates.changing.example'
  const { body } = await send(server, 'GET', `${definitions}/${name}`)
  const stricter = version({
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: { spec: { type: 'object', properties: { colour: { type: 'string', enum: ['red'] } } } },
      },
    },
  })
  const updated = await send(server, 'PUT', `${definitions}/${name}`, {
    body: { ...body, spec: { ...(body['spec'] as object), versions: [stricter] } },
  })
  const refused = await send(server, 'POST', crates('changing'), {
    body: crate('changing', 'a', { spec: { colour: 'blue' } }),
  })

  assert.equal(updated.status, 200)
  assert.match(String(refused.body['message']), /Unsupported value: "blue": supported values: "red"/)
})

test('the status changes through its subresource only', async () => {
  const schema = {
    openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  }
  await install('status', [version({ schema, subresources: { status: {} } })])
  const created = await send(server, 'POST', crates('status'), {
    body: crate('status', 'a', { spec: {}, status: { ready: true } }),
  })
  const after = await send(server, 'PUT', `${crates('status')}/a/status`, {
    body: { ...created.body, spec: { other: 1 }, status: { ready: true } },
  })

  assert.equal(created.body['status'], undefined)
  assert.deepEqual([after.body['spec'], after.body['status']], [{}, { ready: true }])
})

test('versions differ in apiVersion and in what their schemas keep, also after another one is stored', async () => {
  const other = version({
    name: 'v2',
    storage: false,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
      },
    },
  })
  await install('versions', [version(), other])
  await send(server, 'POST', crates('versions'), {
    body: crate('versions', 'a', { spec: { size: 2, colour: 'red' } }),
  })
  const v2 = await send(server, 'GET', `${crates('versions', 'v2')}/a`)

  const path = `${definitions}/crates.versions.example`
  const { body } = await send(server, 'GET', path)
  await send(server, 'PUT', path, {
    body: {
      ...body,
      spec: {
        ...(body['spec'] as object),
        versions: [version({ storage: false }), { ...other, storage: true }],
      },
    },
  })
  const later = await send(server, 'GET', `${crates('versions', 'v2')}/a`)
  const { body: changed } = await send(server, 'GET', path)

  for (const reply of [v2, later]) {
    assert.equal(reply.body['apiVersion'], 'versions.example/v2')
    assert.deepEqual(reply.body['spec'], { size: 2 })
  }
  assert.deepEqual((changed['status'] as { storedVersions: string[] }).storedVersions, ['v1', 'v2'])
})

test('a version that a webhook does not convert to cannot be read, the stored one can', async () => {
  const conversion = {
    strategy: 'Webhook',
    webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://127.0.0.1:1' } },
  }
  await install('webhook', [version(), version({ name: 'v2', storage: false })], { conversion })
  await send(server, 'POST', crates('webhook'), { body: crate('webhook', 'one') })
  const stored = await send(server, 'GET', crates('webhook'))
  const other = await send(server, 'GET', crates('webhook', 'v2'))

  assert.equal(stored.status, 200)
  assert.equal(other.status, 500)
  assert.match(
    String(other.body['message']),
    /^conversion webhook for webhook\.example\/v1, Kind=Crate failed: /,
  )
})

test('a deleted definition takes its objects along, and waits for their finalizers', async () => {
  await install('going')
  const name = 'crates.going.example'
  await send(server, 'POST', crates('going'), { body: crate('going', 'free') })
  const held = crate('going', 'held')
  await send(server, 'POST', crates('going'), {
    body: { ...held, metadata: { ...held.metadata, finalizers: ['example.com/hold'] } },
  })

  await send(server, 'DELETE', `${definitions}/${name}`)
  await until(server, definitions, name, object =>
    hasCondition(object, 'Terminating', 'InstanceDeletionInProgress'),
  )
  const free = await send(server, 'GET', `${crates('going')}/free`)
  const refused = await send(server, 'POST', crates('going'), { body: crate('going', 'new') })
  const gone = until(server, definitions, name, object => object === undefined)
  await send(server, 'PATCH', `${crates('going')}/held`, {
    contentType: 'application/merge-patch+json',
    body: { metadata: { finalizers: null } },
  })
  await gone
  const after = await send(server, 'GET', crates('going'))

  assert.equal(free.status, 404)
  assert.equal(refused.status, 403)
  assert.equal(after.status, 404)
})

test('names that another definition has are not accepted until they are free', async () => {
  await install('names')
  const second = definition('names')
  const body = {
    ...second,
    metadata: { name: 'boxes.names.example' },
    spec: { ...second.spec, names: { plural: 'boxes', kind: 'Crate' } },
  }
  await send(server, 'POST', definitions, { body })
  await until(server, definitions, body.metadata.name, object =>
    hasCondition(object, 'NamesAccepted', 'ListKindConflict'),
  )
  const established = until(server, definitions, body.metadata.name, object =>
    hasCondition(object, 'Established', 'InitialNamesAccepted'),
  )
  await send(server, 'DELETE', `${definitions}/crates.names.example`)

  await established
})
