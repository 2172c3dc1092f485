import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import {
  annotationsOf,
  conditionsOf,
  has,
  job,
  listOf,
  metadataOf,
  nameOf,
  type Sandbox,
  specOf,
  startSandbox,
  statusOf,
  template,
} from './sandbox.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await startSandbox()
})
after(() => sandbox.server.stop())

const done = has('Complete=True')
const failed = has('Failed=True')
const forever = { 'run-for': '1h' }

test('a Job counts its Pods once and lets them go', async () => {
  await sandbox.create('jobs', job('counted', { completions: 3, parallelism: 2 }))
  await sandbox.until('jobs', 'counted', done)

  const status = statusOf(await sandbox.get('jobs', 'counted'))
  assert.deepEqual([status['succeeded'], status['ready'], status['terminating']], [3, 0, 0])
  assert.deepEqual(status['uncountedTerminatedPods'], {})
  assert.deepEqual(conditionsOf(await sandbox.get('jobs', 'counted')), [
    'SuccessCriteriaMet=True CompletionsReached',
    'Complete=True CompletionsReached',
  ])
  const pods = await sandbox.list('pods', 'counted')
  assert.ok(pods.every(pod => metadataOf(pod)['finalizers'] === undefined))
  assert.equal((await sandbox.told('Job', 'counted')).at(-1), 'Completed: Job completed')
})

test('an indexed Job gives each Pod an index, and remembers which have succeeded', async () => {
  await sandbox.create('jobs', job('numbered', { completions: 4, parallelism: 4, completionMode: 'Indexed' }))
  await sandbox.until('jobs', 'numbered', done)

  assert.equal(statusOf(await sandbox.get('jobs', 'numbered'))['completedIndexes'], '0-3')
  const pods = await sandbox.list('pods', 'numbered')
  const indexes = pods.map(pod => annotationsOf(pod)['batch.kubernetes.io/job-completion-index'])
  assert.deepEqual(indexes.sort(), ['0', '1', '2', '3'])
  const [pod] = pods
  assert.match(String(specOf(pod)['hostname']), /^numbered-\d$/)
  assert.deepEqual(
    listOf(listOf(specOf(pod)['containers'])[0]?.['env']).map(each => each['name']),
    ['JOB_COMPLETION_INDEX'],
  )
})

test('a Job whose indexes fail says which', async () => {
  const spec = { completions: 2, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 }
  await sandbox.create('jobs', job('luckless', spec, { 'exit-code': '1' }))
  await sandbox.until('jobs', 'luckless', failed)

  const object = await sandbox.get('jobs', 'luckless')
  assert.deepEqual(conditionsOf(object), ['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes'])
  assert.deepEqual([statusOf(object)['failedIndexes'], statusOf(object)['failed']], ['0,1', 4])
})

test('a policy makes an exit code fatal', async () => {
  const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }]
  await sandbox.create('jobs', job('fatal', { podFailurePolicy: { rules } }, { 'exit-code': '42' }))
  await sandbox.until('jobs', 'fatal', failed)

  const [pod] = await sandbox.list('pods', 'fatal')
  assert.deepEqual(
    (await sandbox.told('Job', 'fatal')).at(-1),
    [
      `PodFailurePolicy: Container c for pod default/${nameOf(pod)} failed with exit code 42 matching FailJob rule at index 0`,
    ][0],
  )
})

test('a policy makes few successes enough', async () => {
  const successPolicy = { rules: [{ succeededIndexes: '0-1', succeededCount: 1 }] }
  const spec = { completions: 4, parallelism: 1, completionMode: 'Indexed', successPolicy }
  await sandbox.create('jobs', job('enough', spec))
  await sandbox.until('jobs', 'enough', done)

  assert.deepEqual(conditionsOf(await sandbox.get('jobs', 'enough')), [
    'SuccessCriteriaMet=True SuccessPolicy',
    'Complete=True SuccessPolicy',
  ])
})

test('a Job that is suspended has no Pods, and starts its time anew when it is resumed', async () => {
  await sandbox.create('jobs', job('nap', { suspend: true }, forever))
  await sandbox.until('jobs', 'nap', has('Suspended=True JobSuspended'))
  assert.deepEqual(await sandbox.list('pods', 'nap'), [])

  await sandbox.patch('jobs', 'nap', { spec: { suspend: false } })
  await sandbox.until('jobs', 'nap', object => statusOf(object)['ready'] === 1)
  await sandbox.patch('jobs', 'nap', { spec: { suspend: true } })
  await sandbox.until(
    'jobs',
    'nap',
    object => statusOf(object)['active'] === undefined && has('Suspended=True')(object),
  )
  const status = statusOf(await sandbox.get('jobs', 'nap'))
  assert.deepEqual([status['failed'], status['startTime']], [undefined, undefined])
})

test('a Job that is out of time counts what it cuts short', async () => {
  await sandbox.create('jobs', job('late', { activeDeadlineSeconds: 1 }, forever))
  await sandbox.until('jobs', 'late', has('Failed=True DeadlineExceeded'))

  assert.equal(statusOf(await sandbox.get('jobs', 'late'))['failed'], 1)
})

test('Pods that restart in place use up the limit, too', async () => {
  const body = job('again', { backoffLimit: 2 }, { 'exit-code': '1' })
  const podTemplate = template('again', { 'exit-code': '1' }, { restartPolicy: 'OnFailure' })
  await sandbox.create('jobs', { ...body, spec: { backoffLimit: 2, template: podTemplate } })
  await sandbox.until('jobs', 'again', has('Failed=True BackoffLimitExceeded'))
})

test('a finished Job goes when its time to live has passed, and its Pods with it', async () => {
  await sandbox.create('jobs', job('brief', { ttlSecondsAfterFinished: 0 }))
  await sandbox.until('jobs', 'brief', object => object === undefined)
  assert.deepEqual(await sandbox.list('pods', 'brief'), [])
})

test('a Job that somebody else keeps is left alone', async () => {
  await sandbox.create('jobs', job('theirs', { managedBy: 'acme.example/jobs' }))
  await sandbox.create('jobs', job('ours'))
  await sandbox.until('jobs', 'ours', done)
  assert.deepEqual(await sandbox.list('pods', 'theirs'), [])
  assert.equal((await sandbox.get('jobs', 'theirs'))['status'] === undefined, false)
})

test('Pods of a Job that is deleted do not stay behind', async () => {
  await sandbox.create('jobs', job('dropped', {}, forever))
  await sandbox.until('jobs', 'dropped', object => statusOf(object)['ready'] === 1)
  const [pod] = await sandbox.list('pods', 'dropped')
  await sandbox.remove('jobs', 'dropped', { propagationPolicy: 'Background' })
  await sandbox.until('pods', nameOf(pod), object => object === undefined)
})

test('a CronJob starts a Job each time, and remembers the last success', async () => {
  const jobTemplate = { spec: { template: template('tick', {}, { restartPolicy: 'Never' }) } }
  const spec = { schedule: '@every 1s', successfulJobsHistoryLimit: 1, jobTemplate }
  await sandbox.create('cronjobs', { metadata: { name: 'tick' }, spec })
  await sandbox.until('cronjobs', 'tick', object => statusOf(object)['lastSuccessfulTime'] !== undefined)

  const told = (await sandbox.told('CronJob', 'tick')).map(text => text.replace(/tick-\d+/, 'JOB'))
  assert.deepEqual(told.slice(0, 2), [
    'SuccessfulCreate: Created job JOB',
    'SawCompletedJob: Saw completed job: JOB, condition: Complete',
  ])
  const [made] = await sandbox.list('jobs')
  assert.ok(made)
})

test('a CronJob that never fires says so', async () => {
  const jobTemplate = { spec: { template: template('never', {}, { restartPolicy: 'Never' }) } }
  const spec = { schedule: '0 0 31 2 *', jobTemplate }
  await sandbox.create('cronjobs', { metadata: { name: 'never' }, spec })
  while ((await sandbox.told('CronJob', 'never')).length === 0) await setImmediate()
  assert.deepEqual(await sandbox.told('CronJob', 'never'), [
    'InvalidSchedule: invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
  ])
})
