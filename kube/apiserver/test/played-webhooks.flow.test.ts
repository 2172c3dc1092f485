import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send, until } from './requests.ts'

let server: ApiServer
before(async () => {
  server = await startApiServer({ workloads: true })
})
after(() => server.stop())

const metadata = { name: 'guard' }
const labels = { app: 'guard' }
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: labels, ports: [{ port: 443, targetPort: 8443 }] },
}
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...metadata, labels },
  spec: { containers: [{ name: 'c', image: 'guard:1' }] },
}
const configuration = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata,
  webhooks: [
    {
      name: 'guard.example.com',
      clientConfig: { service: { name: 'guard', namespace: 'default' } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
    },
  ],
}
const configMaps = '/api/v1/namespaces/default/configmaps'
const make = (name: string) =>
  send(server, 'POST', configMaps, { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } })

test('a webhook whose Pods are played is passed over; one without Pods fails as anywhere', async () => {
  await send(server, 'POST', '/api/v1/namespaces/default/services', { body: service })
  const hooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'
  await send(server, 'POST', hooks, { body: configuration })
  const refused = await make('early')
  assert.equal(refused.status, 500)
  assert.match(JSON.stringify(refused.body), /no endpoints available for service/)

  await send(server, 'POST', '/api/v1/namespaces/default/pods', { body: pod })
  const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'
  const { body } = await send(server, 'GET', slices)
  const [slice] = body['items'] as { readonly metadata: { readonly name: string } }[]
  await until(server, slices, slice?.metadata.name ?? '', object => {
    const endpoints = (object?.['endpoints'] ?? []) as {
      readonly conditions?: { readonly ready?: boolean }
    }[]
    return endpoints.some(({ conditions }) => conditions?.ready)
  })
  assert.equal((await make('late')).status, 201)
})
