import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { created, updated } from '../test-context.ts'
import { jobStatusErrors } from './job-status.ts'

const template = {
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'app', image: 'web:1' }] },
}
const selector = { matchLabels: { app: 'a' } }

const counts: readonly { readonly kind: string; readonly status: JsonObject; readonly says: string }[] = [
  {
    kind: 'deployments.apps',
    status: { replicas: 1, updatedReplicas: 2 },
    says: 'status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas',
  },
  {
    kind: 'deployments.apps',
    status: { replicas: 2, availableReplicas: 1 },
    says: 'status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas',
  },
  {
    kind: 'statefulsets.apps',
    status: { replicas: 2, availableReplicas: 1 },
    says: 'status.availableReplicas: Invalid value: 1: cannot be greater than status.readyReplicas',
  },
  {
    kind: 'daemonsets.apps',
    status: { numberReady: -1 },
    says: 'status.numberReady: Invalid value: -1: must be greater than or equal to 0',
  },
]

for (const { kind, status, says } of counts) {
  test(`status of ${kind}: ${says}`, () => {
    const object = {
      metadata: { name: 'w', namespace: 'default', uid: 'u-1' },
      spec: { selector, template, serviceName: 's' },
    }
    assert.deepEqual(updated(kind, object, { ...object, status }, 'status').errors, [says])
  })
}

const held = (...types: readonly string[]) => types.map(type => ({ type, status: 'True' }))
const [early, late] = ['2030-01-01T00:00:00Z', '2030-01-01T00:01:00Z']
const done = {
  startTime: early,
  completionTime: late,
  conditions: held('SuccessCriteriaMet', 'Complete'),
}
const indexed = { completionMode: 'Indexed', completions: 5, parallelism: 2, backoffLimitPerIndex: 1 }

const endings: readonly {
  readonly title: string
  readonly spec?: JsonObject
  readonly before?: JsonObject
  readonly after: JsonObject
  readonly says: readonly string[]
}[] = [
  { title: 'a Job that ends as it should', after: done, says: [] },
  {
    title: 'complete without its criteria met',
    after: { ...done, conditions: held('Complete') },
    says: [
      'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    ],
  },
  {
    title: 'ended before it began',
    after: { ...done, startTime: late, completionTime: early },
    says: [
      'status.completionTime: Invalid value: "2030-01-01T00:00:00Z": must be equal to or after `startTime`',
    ],
  },
  {
    title: 'an end that is taken back',
    before: done,
    after: { startTime: early },
    says: [
      'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
      'status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition',
    ],
  },
  {
    title: 'indexes that are done and failed',
    spec: indexed,
    after: { completedIndexes: '0,2-4', failedIndexes: '3' },
    says: [
      'status.failedIndexes: Invalid value: "3": failedIndexes and completedIndexes overlap at index: 3',
    ],
  },
  {
    title: 'indexes out of order and out of range',
    spec: indexed,
    after: { completedIndexes: '2,1', failedIndexes: '7' },
    says: [
      'status.completedIndexes: Invalid value: "2,1": error parsing completedIndexes: non-increasing order, previous: 2, current: 1',
      'status.failedIndexes: Invalid value: "7": error parsing failedIndexes: too large index: "7"',
    ],
  },
  {
    title: 'fewer failures than before, and more ready than active',
    before: { failed: 2, active: 1 },
    after: { failed: 1, active: 1, ready: 2 },
    says: [
      'status.ready: Invalid value: 2: cannot set more ready pods than active',
      'status.failed: Invalid value: 1: cannot decrease the failed counter',
    ],
  },
]

for (const { title, spec = {}, before = {}, after, says } of endings) {
  test(`status of Jobs: ${title}`, () => {
    const errors = [...jobStatusErrors({ spec, status: after }, { spec, status: before })]
    assert.deepEqual(errors.map(errorText), says)
  })
}

test('a suspended Job may be told where to run and on how much, a running one nothing', () => {
  const job = (suspend: boolean, pod: JsonObject): JsonObject => ({
    metadata: { name: 'j', namespace: 'default', uid: 'u-1' },
    spec: {
      suspend,
      manualSelector: true,
      selector,
      template: {
        metadata: { labels: { app: 'a' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'web:1', ...pod }] },
      },
    },
  })
  const more = { resources: { requests: { cpu: '1' } } }
  const fieldsOf = (suspend: boolean, pod: JsonObject) =>
    updated('jobs.batch', job(suspend, {}), job(suspend, pod)).errors.map(text =>
      text.split(': ', 2).join(': '),
    )
  assert.deepEqual(fieldsOf(true, more), [])
  assert.deepEqual(fieldsOf(true, { image: 'web:2' }), ['spec.template.spec: Invalid value'])
  assert.deepEqual(fieldsOf(false, more), ['spec.template: Invalid value'])
})

test('the Jobs of a schedule select their Pods themselves', () => {
  const pod = { restartPolicy: 'Never', containers: [{ name: 'app', image: 'web:1' }] }
  const { errors } = created('cronjobs.batch', {
    metadata: { name: 'c', namespace: 'default' },
    spec: {
      schedule: '0 0 * * *',
      jobTemplate: { spec: { selector, manualSelector: true, template: { spec: pod } } },
    },
  })
  assert.deepEqual(errors, [
    'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"app":"a"}}: `selector` will be auto-generated',
    'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
  ])
})
