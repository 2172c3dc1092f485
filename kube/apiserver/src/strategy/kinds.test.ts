import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { strategyFor } from './index.ts'
import { contextFor, created, updated } from './test-context.ts'
import { objectAt } from './values/read.ts'

const named = (rest: JsonObject): JsonObject => ({ metadata: { name: 'x', namespace: 'default' }, ...rest })

test('the texts of a Secret go over its data', () => {
  const { object } = created('secrets', named({ data: { k: 'djE=' }, stringData: { k: 'v2', n: 'x' } }))
  assert.deepEqual(object['data'], { k: 'djI=', n: 'eA==' })
  assert.equal(object['stringData'], undefined)
  assert.equal(object['type'], 'Opaque')
})

const refusals: readonly {
  readonly does: string
  readonly kind: string
  readonly body: JsonObject
  readonly says: readonly string[]
}[] = [
  {
    does: 'a key of a Secret type that is missing',
    kind: 'secrets',
    body: { type: 'kubernetes.io/tls', data: { 'tls.crt': 'eA==' } },
    says: ['data[tls.key]: Required value'],
  },
  {
    does: 'a docker configuration that is no JSON',
    kind: 'secrets',
    body: { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{bad' } },
    says: [
      'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'b\' looking for beginning of object key string',
    ],
  },
  {
    does: 'a key in data and binaryData',
    kind: 'configmaps',
    body: { data: { k: 'v' }, binaryData: { k: 'AA==' } },
    says: ['data[k]: Invalid value: "k": duplicate of key present in binaryData'],
  },
  {
    does: 'a claim without modes and size',
    kind: 'persistentvolumeclaims',
    body: { spec: {} },
    says: [
      'spec.accessModes: Required value: at least 1 access mode is required',
      'spec.resources[storage]: Required value',
    ],
  },
  {
    does: 'a negative quota',
    kind: 'resourcequotas',
    body: { spec: { hard: { pods: '-1' } } },
    says: ['spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0'],
  },
  {
    does: 'a lease of no length',
    kind: 'leases.coordination.k8s.io',
    body: { spec: { leaseDurationSeconds: 0 } },
    says: ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
  },
  {
    does: 'a rule without verbs',
    kind: 'roles.rbac.authorization.k8s.io',
    body: { rules: [{ apiGroups: [''], resources: ['pods'] }] },
    says: ['rules[0].verbs: Required value: verbs must contain at least one value'],
  },
  {
    does: 'a policy whose expression is no CEL',
    kind: 'validatingadmissionpolicies.admissionregistration.k8s.io',
    body: {
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
          ],
        },
        validations: [{ expression: '1 + 1' }],
      },
    },
    says: ['spec.validations[0].expression: Invalid value: "1 + 1": must evaluate to bool but got int'],
  },
]
for (const { does, kind, body, says } of refusals) {
  test(`${kind} are refused for ${does}`, () => assert.deepEqual(created(kind, named(body)).errors, says))
}

test('an immutable ConfigMap keeps its data and its mark', () => {
  const before = named({ data: { k: 'v' }, immutable: true })
  const why = 'Forbidden: field is immutable when `immutable` is set'
  assert.deepEqual(updated('configmaps', before, named({ data: { k: 'w' } })).errors, [
    `immutable: ${why}`,
    `data: ${why}`,
  ])
})

test('an autoscaler without metrics aims at 80 % of the cpu', () => {
  const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3 }
  const { object } = created('horizontalpodautoscalers.autoscaling', named({ spec }))
  assert.deepEqual(objectAt(object, 'spec')['metrics'], [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
  ])
})

test('a binding keeps its role', () => {
  const role = (name: string) =>
    named({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name } })
  assert.deepEqual(updated('rolebindings.rbac.authorization.k8s.io', role('a'), role('b')).errors, [
    'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
  ])
})

test('a claim keeps its spec, and says what differs', () => {
  const claim = (mode: string) =>
    named({ spec: { accessModes: [mode], resources: { requests: { storage: '1Gi' } } } })
  const { errors } = updated('persistentvolumeclaims', claim('ReadWriteOnce'), claim('ReadWriteMany'))
  assert.match(errors[0] ?? '', /- {2}"ReadWriteOnce"\n\+ {2}"ReadWriteMany"\n/)
})

test('what a name is generated from may end in a dash, for every kind', () => {
  for (const kind of ['namespaces', 'services', 'cronjobs.batch', 'roles.rbac.authorization.k8s.io']) {
    const strategy = strategyFor(contextFor(kind).resourceType)
    assert.deepEqual(strategy.validateName?.('web-', true), [], kind)
  }
  const services = strategyFor(contextFor('services').resourceType)
  assert.equal(services.validateName?.('web-', false).length, 1)
})

test('deletion of these kinds answers with the object', () => {
  const kinds = [
    'csidrivers.storage.k8s.io',
    'csinodes.storage.k8s.io',
    'deviceclasses.resource.k8s.io',
    'persistentvolumes',
    'pods',
    'resourceclaims.resource.k8s.io',
    'serviceaccounts',
    'storageclasses.storage.k8s.io',
    'volumeattachments.storage.k8s.io',
    'volumeattributesclasses.storage.k8s.io',
  ]
  const answers = (kind: string) => strategyFor(contextFor(kind).resourceType).deleteReturnsObject === true
  assert.deepEqual(kinds.filter(answers), kinds)
  assert.deepEqual(['configmaps', 'csistoragecapacities.storage.k8s.io'].filter(answers), [])
})
