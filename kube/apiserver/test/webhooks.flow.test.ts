import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { createKeys } from '../src/server/keys.ts'
import { send } from './requests.ts'

/** What a webhook under test is asked, and answers. */
interface Review {
  readonly apiVersion: string
  readonly kind: string
  readonly request: {
    readonly uid: string
    readonly operation: string
    readonly desiredAPIVersion: string
    readonly objects: readonly Gate[]
    readonly object: { readonly data?: Readonly<Record<string, string>> }
  }
}

interface Gate {
  readonly spec?: { readonly address?: string; readonly host?: string; readonly port?: number }
}

type Respond = (review: Review) => object

let server: ApiServer
let respond: Respond = () => ({ allowed: true })
const asked: Review[] = []
const audited: Record<string, string> = {}
const keys = createKeys(new Date(), ['127.0.0.1', 'guard.hooks.svc'])
const hook = createServer({ key: keys.serving.key, cert: keys.serving.certificate }, (request, response) => {
  let text = ''
  request.on('data', chunk => (text += chunk))
  request.on('end', () => {
    const review: Review = JSON.parse(text)
    asked.push(review)
    const { apiVersion, kind } = review
    const answer = { uid: review.request.uid, ...respond(review) }
    response.end(JSON.stringify({ apiVersion, kind, response: answer }))
  })
})
let port = 0
const caBundle = Buffer.from(keys.ca.certificate).toString('base64')

before(async () => {
  await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve))
  const address = hook.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  server = await startApiServer({
    resolveService: (_namespace, name) => (name === 'guard' ? { host: '127.0.0.1', port } : undefined),
    audit: ({ annotations }) => void Object.assign(audited, annotations),
  })
})
after(async () => {
  hook.closeAllConnections()
  hook.close()
  await server.stop()
})

const maps = '/api/v1/namespaces/default/configmaps'
const api = '/apis/admissionregistration.k8s.io/v1'
const configMap = (name: string) => ({ body: { metadata: { name }, data: { a: '1' } } })

async function register(kind: 'mutating' | 'validating', more: object): Promise<() => Promise<unknown>> {
  const path = `${api}/${kind}webhookconfigurations`
  const webhook = {
    name: 'guard.test.dev',
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    timeoutSeconds: 30,
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    clientConfig: { url: `https://127.0.0.1:${port}/`, caBundle },
    ...more,
  }
  const { status } = await send(server, 'POST', path, {
    body: { metadata: { name: 'guard' }, webhooks: [webhook] },
  })
  assert.equal(status, 201)
  return () => send(server, 'DELETE', `${path}/guard`)
}

test('a validating webhook refuses in its own words, and its warnings are passed on', async () => {
  const unregister = await register('validating', {})
  respond = () => ({ allowed: false, warnings: ['soon gone'], status: { code: 403, message: 'not today' } })
  const { status, body, headers } = await send(server, 'POST', maps, configMap('refused'))
  assert.equal(status, 403)
  assert.equal(body['message'], 'admission webhook "guard.test.dev" denied the request: not today')
  assert.match(String(headers['warning']), /soon gone/)
  await unregister()
})

test('a mutating webhook changes what is stored, and is asked again if it wants to be', async () => {
  const unregister = await register('mutating', { reinvocationPolicy: 'IfNeeded' })
  asked.length = 0
  respond = ({ request }) => {
    const patch = [{ op: 'add', path: '/data/seen', value: 'yes' }]
    const isDone = request.object.data?.['seen'] === 'yes'
    return isDone
      ? { allowed: true }
      : {
          allowed: true,
          patchType: 'JSONPatch',
          patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
          auditAnnotations: { note: 'changed' },
        }
  }
  const { body } = await send(server, 'POST', maps, configMap('changed'))
  assert.deepEqual(body['data'], { a: '1', seen: 'yes' })
  assert.equal(asked[0]?.request.operation, 'CREATE')
  assert.equal(audited['guard.test.dev/note'], 'changed')
  await unregister()
})

test('a webhook behind a Service is found by the resolver', async () => {
  const clientConfig = { service: { namespace: 'hooks', name: 'guard' }, caBundle }
  const unregister = await register('validating', { clientConfig })
  respond = () => ({ allowed: false })
  const { body } = await send(server, 'POST', maps, configMap('served'))
  assert.equal(body['message'], 'admission webhook "guard.test.dev" denied the request without explanation')
  await unregister()
})

test('a webhook that cannot be trusted fails the request, or is passed over', async () => {
  const clientConfig = { url: `https://127.0.0.1:${port}/` }
  const refuse = await register('validating', { clientConfig })
  const failed = await send(server, 'POST', maps, configMap('untrusted'))
  assert.equal(failed.status, 500)
  assert.match(String(failed.body['message']), /x509: certificate signed by unknown authority$/)
  await refuse()
  const ignore = await register('validating', { clientConfig, failurePolicy: 'Ignore' })
  assert.equal((await send(server, 'POST', maps, configMap('untrusted'))).status, 201)
  await ignore()
})

test('a dry run does not reach a webhook with side effects', async () => {
  const path = `${api}/validatingwebhookconfigurations`
  const rejected = await send(server, 'POST', path, {
    body: { metadata: { name: 'x' }, webhooks: [{ name: 'x.test.dev', sideEffects: 'Some' }] },
  })
  assert.equal(rejected.status, 422)
})

/** Version 1 has an address, version 2 its parts. */
const converted = (object: Gate, apiVersion: string): object => {
  const { address = '', host, port: number } = object.spec ?? {}
  const [first, second] = address.split(':')
  const spec = apiVersion.endsWith('v2')
    ? { host: host ?? first, port: number ?? Number(second) }
    : { address: address || `${host}:${number}` }
  return { ...object, apiVersion, spec }
}

const versionOf = (name: string, fields: Readonly<Record<string, object>>) => ({
  name,
  served: true,
  storage: name === 'v1',
  schema: {
    openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: fields } } },
  },
})

test('a conversion webhook turns custom resources from one version into another', async () => {
  respond = ({ request }) => ({
    result: { status: 'Success' },
    convertedObjects: request.objects.map(each => converted(each, request.desiredAPIVersion)),
  })
  const clientConfig = { url: `https://127.0.0.1:${port}/`, caBundle }
  const spec = {
    group: 'test.dev',
    scope: 'Namespaced',
    names: { plural: 'gates', kind: 'Gate' },
    conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig } },
    versions: [
      versionOf('v1', { address: { type: 'string' } }),
      versionOf('v2', { host: { type: 'string' }, port: { type: 'integer' } }),
    ],
  }
  await send(server, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    body: { metadata: { name: 'gates.test.dev' }, spec },
  })
  const gates = (version: string) => `/apis/test.dev/${version}/namespaces/default/gates`
  const object = { apiVersion: 'test.dev/v2', kind: 'Gate', metadata: { name: 'north' } }
  const made = await send(server, 'POST', gates('v2'), {
    body: { ...object, spec: { host: 'h', port: 80 } },
  })
  assert.deepEqual([made.status, made.body['spec']], [201, { host: 'h', port: 80 }])
  const first = await send(server, 'GET', `${gates('v1')}/north`)
  assert.deepEqual(first.body['spec'], { address: 'h:80' })
  const patched = await send(server, 'PATCH', `${gates('v1')}/north`, {
    contentType: 'application/merge-patch+json',
    body: { spec: { address: 'h:81' } },
  })
  assert.equal(patched.status, 200, String(patched.body['message']))
  respond = () => ({ result: { status: 'Failure', message: 'the bridge is up' } })
  const failed = await send(server, 'GET', `${gates('v2')}/north`)
  assert.equal(
    failed.body['message'],
    'conversion webhook for test.dev/v1, Kind=Gate failed: the bridge is up',
  )
})
