import assert from 'node:assert/strict'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send, sendText } from './requests.ts'

let server: ApiServer
const maps = '/api/v1/namespaces/default/configmaps'
const gadgets = '/apis/example.com/v1/gadgets'

before(async () => {
  server = await startApiServer()
  const names = { plural: 'gadgets', kind: 'Gadget' }
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  const versions = [{ name: 'v1', served: true, storage: true, schema }]
  const definition = { group: 'example.com', scope: 'Cluster', names, versions }
  await send(server, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    body: { metadata: { name: 'gadgets.example.com' }, spec: definition },
  })
  await send(server, 'POST', gadgets, { body: gadget })
})
after(() => server.stop())

const gadget = { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'g' } }

interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
}

/** The path goes out as it is written here. */
function ask({ method = 'GET', path, headers = {} }: Asked) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const { hostname: host, port } = new URL(server.url)
      const authorization = `Bearer ${server.token}`
      const options = { host, port, path, method, ca: server.caCertificate, agent: false }
      request({ ...options, headers: { authorization, ...headers } }, async response => {
        const { statusCode: status = 0, headers: given } = response
        resolve({ status, headers: given, body: await text(response) })
      })
        .on('error', reject)
        .end()
    },
  )
}

const cases = [
  { does: 'refuses a path that is not escaped', path: '/api/%zz', status: 400, says: /^400 Bad Request$/ },
  { does: 'knows no watch of a name without its namespace', path: '/api/v1/watch/pods/x', status: 404 },
  {
    does: 'refuses a name that is no part of a path',
    path: `${maps}/%2e%2e`,
    status: 400,
    says: /Name parameter invalid: \\"\.\.\\": may not be '\.\.'/,
  },
  {
    does: 'refuses a name with a sign of escapes',
    path: `${maps}/a%25b`,
    status: 400,
    says: /may not contain '%'/,
  },
  { does: 'refuses a method before a name', method: 'OPTIONS', path: `${maps}/..`, status: 405 },
  { does: 'refuses a timeout that is none', path: '/version?timeout=soon', status: 400, says: /timeout/ },
  { does: 'takes HEAD for GET of a custom resource', method: 'HEAD', path: `${gadgets}/g`, status: 200 },
  { does: 'takes no HEAD of others', method: 'HEAD', path: maps, status: 405 },
  {
    does: 'wants the name of what is replaced',
    method: 'PUT',
    path: gadgets,
    status: 400,
    says: /name must/,
  },
  { does: 'reads a selector up to its first zero', path: `${maps}?labelSelector=a%00%2C%2C`, status: 200 },
  {
    does: 'finds no label that every object has',
    path: `${maps}?labelSelector=toString`,
    says: /"items":\[\]/,
  },
  { does: 'knows no such field', path: `${maps}?fieldSelector=constructor%3Dx`, status: 400 },
  {
    does: 'has no page at a strange path, whatever the form',
    path: '/nope',
    accept: 'image/png',
    status: 404,
  },
  {
    does: 'tells its version to who asks for a table',
    path: '/version',
    accept: 'application/json;as=Table',
    says: /^\{\n {2}"major": "1",/,
  },
  { does: 'tells its version as JSON alone', path: '/version', accept: 'application/yaml', status: 406 },
  {
    does: 'offers text of logs',
    path: `${maps.replace('configmaps', 'pods')}/p/log`,
    accept: 'a/b',
    says: /text\/plain/,
  },
  {
    does: 'ends a watch of what can be no list',
    path: `${maps}?watch=1`,
    accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    says: /^$/,
  },
]
for (const {
  does,
  method = 'GET',
  path,
  accept = '*/*',
  status = accept === 'a/b' ? 406 : 200,
  says = /^/,
} of cases) {
  test(`the server ${does}`, async () => {
    const reply = await ask({ method, path, headers: { accept } })
    assert.equal(reply.status, status)
    assert.match(reply.body, says)
  })
}

test('two spaces before a token hide it, and the client is told', async () => {
  const reply = await ask({ path: maps, headers: { authorization: `Bearer  ${server.token}` } })
  assert.equal(reply.status, 403)
  assert.equal(reply.headers['x-content-type-options'], 'nosniff')
  assert.match(String(reply.headers['warning']), /extra space before the bearer token/)
})

test('nothing is said of caches where the path is no path of an API', async () => {
  const reply = await ask({ path: '/api/v1/watch' })
  assert.equal(reply.status, 500)
  assert.equal(reply.headers['cache-control'], undefined)
})

test('a precondition holds for every object of a deleted collection', async () => {
  await send(server, 'POST', maps, { body: { metadata: { name: 'kept', labels: { set: 'p' } } } })
  const body = { preconditions: { uid: 'other' } }
  const reply = await send(server, 'DELETE', `${maps}?labelSelector=set%3Dp`, { body })
  assert.equal(reply.status, 409)
  assert.equal((await send(server, 'GET', `${maps}/kept`)).status, 200)
})

test('a body that names its kind in capitals is of that kind', async () => {
  const pods = '/api/v1/namespaces/default/pods'
  const reply = await sendText(server, pods, '{"Kind":"ConfigMap","APIVersion":"v1"}')
  assert.equal(reply.status, 400)
  assert.match(String(reply.body['message']), /^ConfigMap in version "v1" cannot be handled as a Pod/)
})

test('a number that is too large for a custom resource is told before its kind', async () => {
  const reply = await sendText(server, gadgets, '{"a":1e999}')
  assert.match(String(reply.body['message']), /cannot unmarshal number 1e999 into Go value of type float64$/)
})

test('keys that every object has are members like others, and have managers', async () => {
  const data = '"__proto__":"x","constructor":"y","toString":"z"'
  const made = await sendText(server, maps, `{"metadata":{"name":"odd"},"data":{${data}},"binaryData":{}}`)
  assert.equal(made.status, 201)
  const type = 'application/merge-patch+json'
  const patch = JSON.parse('{"data":{"__proto__":"2","valueOf":"1","constructor":null}}')
  const { body } = await send(server, 'PATCH', `${maps}/odd`, { body: patch, contentType: type })
  assert.equal(JSON.stringify(body['data']), '{"__proto__":"2","toString":"z","valueOf":"1"}')
  const { managedFields } = body['metadata'] as { managedFields: { fieldsV1: object }[] }
  const owned = managedFields.map(({ fieldsV1 }) => JSON.stringify(fieldsV1)).join()
  for (const key of ['f:__proto__', 'f:toString', 'f:valueOf']) assert.match(owned, new RegExp(key))
})
