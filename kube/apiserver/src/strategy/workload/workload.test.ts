import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'
import { objectAt } from '../values/read.ts'

const template = {
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'app', image: 'web:1' }] },
}
const selector = { matchLabels: { app: 'a' } }
const named = (spec: JsonObject): JsonObject => ({
  metadata: { name: 'w', namespace: 'default', uid: 'u-1' },
  spec,
})
const specOf = (object: JsonObject) => objectAt(object, 'spec')

const defaults: readonly { readonly kind: string; readonly spec: JsonObject; readonly gives: JsonObject }[] =
  [
    {
      kind: 'deployments.apps',
      spec: { selector, template },
      gives: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      },
    },
    {
      kind: 'deployments.apps',
      spec: { selector, template, strategy: { type: 'Recreate' } },
      gives: { strategy: { type: 'Recreate' } },
    },
    {
      kind: 'statefulsets.apps',
      spec: { serviceName: 's', selector, template, updateStrategy: { type: 'RollingUpdate' } },
      gives: { updateStrategy: { type: 'RollingUpdate' } },
    },
    {
      kind: 'statefulsets.apps',
      spec: { serviceName: 's', selector, template },
      gives: {
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      },
    },
    {
      kind: 'daemonsets.apps',
      spec: { selector, template },
      gives: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
    },
    {
      kind: 'jobs.batch',
      spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
      gives: {
        completions: 1,
        parallelism: 1,
        backoffLimit: 6,
        suspend: false,
        manualSelector: false,
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u-1' } },
      },
    },
    {
      kind: 'cronjobs.batch',
      spec: {
        schedule: '* * * * *',
        jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
      },
      gives: {
        concurrencyPolicy: 'Allow',
        suspend: false,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      },
    },
  ]
for (const { kind, spec, gives } of defaults) {
  test(`the defaults of ${kind} fill in ${Object.keys(gives).join(', ')}`, () => {
    const { object, errors } = created(kind, named(spec))
    assert.deepEqual(errors, [])
    for (const [field, value] of Object.entries(gives)) assert.deepEqual(specOf(object)[field], value, field)
  })
}

const refusals: readonly {
  readonly does: string
  readonly kind: string
  readonly spec: JsonObject
  readonly says: readonly string[]
}[] = [
  {
    does: 'a selector that its template does not match',
    kind: 'deployments.apps',
    spec: { selector: { matchLabels: { x: 'y' } }, template },
    says: [
      'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
    ],
  },
  {
    does: 'neither surge nor absence',
    kind: 'deployments.apps',
    spec: { selector, template, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
    says: ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
  },
  {
    does: 'a strategy that is none',
    kind: 'deployments.apps',
    spec: { selector, template, strategy: { type: 'Odd' } },
    says: [
      'spec.strategy: Unsupported value: {"Type":"Odd","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
  },
  {
    does: 'a schedule of two fields',
    kind: 'cronjobs.batch',
    spec: {
      schedule: 'every day',
      jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
    },
    says: ['spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]'],
  },
  {
    does: 'a template whose containers are restarted always',
    kind: 'jobs.batch',
    spec: { template },
    says: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  },
]
for (const { does, kind, spec, says } of refusals) {
  test(`${kind} are refused for ${does}`, () => assert.deepEqual(created(kind, named(spec)).errors, says))
}

test('a Deployment keeps its selector', () => {
  const labels = { app: 'a', x: 'y' }
  const wide = { ...template, metadata: { labels } }
  const before = named({ selector, template: wide })
  const after = named({ selector: { matchLabels: labels }, template: wide })
  assert.deepEqual(updated('deployments.apps', before, after).errors, [
    'spec.selector: Invalid value: {"matchLabels":{"app":"a","x":"y"}}: field is immutable',
  ])
})

test('a StatefulSet may mount what its claim templates make, and nothing else that is not there', () => {
  const mounts = (name: string) => {
    const container = { name: 'app', image: 'web:1', volumeMounts: [{ name, mountPath: '/data' }] }
    return { ...template, spec: { containers: [container] } }
  }
  const claim = {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }
  const errors = (name: string) =>
    created(
      'statefulsets.apps',
      named({ serviceName: 'a', selector, template: mounts(name), volumeClaimTemplates: [claim] }),
    ).errors
  assert.deepEqual(errors('data'), [])
  assert.deepEqual(errors('other'), [
    'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "other"',
  ])
})

test('a StatefulSet may change its replicas but not its service', () => {
  const before = named({ serviceName: 'a', selector, template })
  assert.deepEqual(
    updated('statefulsets.apps', before, named({ serviceName: 'a', selector, template, replicas: 3 })).errors,
    [],
  )
  const { errors } = updated('statefulsets.apps', before, named({ serviceName: 'b', selector, template }))
  assert.match(
    errors[0] ?? '',
    /^spec: Forbidden: updates to statefulset spec for fields other than 'replicas'/,
  )
})

const lone = {
  metadata: { name: 'j' },
  spec: {
    template: { metadata: { labels: { of: 'j' } }, spec: { ...template.spec, restartPolicy: 'Never' } },
  },
}

test('a Job shares the labels of its template, unless it has its own', () => {
  const labelsOf = (job: JsonObject) => Object.keys(objectAt(objectAt(job, 'metadata'), 'labels')).sort()
  assert.deepEqual(labelsOf(created('jobs.batch', lone).object), [
    'batch.kubernetes.io/controller-uid',
    'batch.kubernetes.io/job-name',
    'controller-uid',
    'job-name',
    'of',
  ])
  const own = { ...lone, metadata: { ...lone.metadata, labels: { of: 'j' } } }
  assert.deepEqual(labelsOf(created('jobs.batch', own).object), ['of'])
})

test('a Job whose template has labels of another Job is refused', () => {
  const labels = { 'job-name': 'other' }
  const body = { ...lone, spec: { template: { ...lone.spec.template, metadata: { labels } } } }
  const { errors } = created('jobs.batch', body)
  assert.ok(
    errors.some(text =>
      /^spec.template.metadata.labels\[job-name\]: Invalid value: .*must be 'j'$/.test(text),
    ),
    errors.join('\n'),
  )
})

test('a Job from before the newer labels need not have them', () => {
  const job = (manualSelector: boolean, labels: JsonObject) => ({
    metadata: { name: 'j', uid: 'u' },
    spec: {
      manualSelector,
      selector: { matchLabels: { 'controller-uid': 'u' } },
      template: { metadata: { labels }, spec: { ...template.spec, restartPolicy: 'Never' } },
    },
  })
  const old = { 'controller-uid': 'u', 'job-name': 'j' }
  assert.deepEqual(updated('jobs.batch', job(true, old), job(false, old)).errors, [])
  const { errors } = updated('jobs.batch', job(true, old), job(false, { 'controller-uid': 'u' }))
  assert.equal(errors[0], "spec.template.metadata.labels[job-name]: Required value: must be 'j'")
})
