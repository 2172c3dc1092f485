import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resource } from '@sluice/base/flow'
import { normalize } from './normalize.ts'

const metadata = { name: 'x', namespace: 'ns' }
const podSpec = {
  containers: [{ name: 'c', ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }] }],
}
const normalPodSpec = {
  containers: [
    {
      name: 'c',
      ports: [
        { containerPort: 80, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
    },
  ],
}
const secret = { apiVersion: 'v1', kind: 'Secret', metadata }
const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'x' },
}
const conversion = (clientConfig: object) => ({ spec: { conversion: { webhook: { clientConfig } } } })

const cases: readonly { does: string; given: object; gives: object }[] = [
  {
    does: 'folds stringData into data',
    given: { ...secret, data: { a: 'eA==' }, stringData: { a: 'z', b: 'é' } },
    gives: { ...secret, data: { a: 'eg==', b: 'w6k=' } },
  },
  {
    does: 'names the protocol of Service ports',
    given: { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } },
    gives: { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80, protocol: 'TCP' }] } },
  },
  {
    does: 'names the protocol of container ports',
    given: { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec },
    gives: { apiVersion: 'v1', kind: 'Pod', metadata, spec: normalPodSpec },
  },
  {
    does: 'finds the pod of a CronJob',
    given: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { jobTemplate: { spec: { template: { spec: podSpec } } } },
    },
    gives: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { jobTemplate: { spec: { template: { spec: normalPodSpec } } } },
    },
  },
  {
    does: 'drops the status and the creation time',
    given: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, creationTimestamp: null },
      status: {},
    },
    gives: { apiVersion: 'v1', kind: 'ConfigMap', metadata, status: undefined },
  },
  {
    does: 'keeps the status of a definition',
    given: { ...crd, status: { a: 1 } },
    gives: { ...crd, status: { a: 1 } },
  },
  {
    does: 'drops a CA bundle that is no certificate',
    given: { ...crd, ...conversion({ caBundle: 'Cg==', url: 'u' }) },
    gives: { ...crd, ...conversion({ url: 'u' }) },
  },
]
for (const { does, given, gives } of cases) {
  test(`normalize() ${does}`, () => assert.deepEqual(normalize(given as Resource), gives))
}
