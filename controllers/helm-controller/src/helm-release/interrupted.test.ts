/** Processes that die, and what they leave behind for the next one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HelmReleaseSpec } from '@sluice/api/helm'
import type { ReleaseStatus } from '@sluice/helm/release'
import { KubeError } from '@sluice/kube/client'
import type { SeenRequest } from '@sluice/testing'
import { chartOf, hook, TestCase } from '../../test/test-case.ts'

const pending: readonly ReleaseStatus[] = ['pending-install', 'pending-upgrade', 'pending-rollback']
for (const status of pending) {
  test(`a record left ${status} is unlocked, and released again`, async () => {
    const story = new TestCase()
    await story.reconcile()
    story.rewrite(1, record => ({ ...record, info: { ...record.info, status } }))
    await story.reconcile()
    assert.equal(story.records, 'v1 superseded, v2 deployed')
    assert.ok(story.events.includes('info PendingRelease'))
    assert.ok(story.conditions.includes('Ready=True UpgradeSucceeded'))
  })
}

/** A cluster that takes so many writes, and then no more: so it looks to a process that dies. */
class Mortal {
  writesLeft = Number.POSITIVE_INFINITY

  readonly refuse = ({ verb, dryRun }: SeenRequest): KubeError | undefined => {
    if (['get', 'list', 'watch'].includes(verb) || dryRun) return undefined
    this.writesLeft--
    return this.writesLeft < 0
      ? new KubeError({ code: 503, reason: 'ServiceUnavailable', message: 'the process is dead' })
      : undefined
  }
}

const stories: readonly { readonly of: string; readonly spec?: Partial<HelmReleaseSpec> }[] = [
  { of: 'an install' },
  { of: 'an upgrade', spec: { values: { color: 'red' } } },
]
for (const { of, spec } of stories) {
  for (let writes = 0; writes < 12; writes++) {
    test(`${of} that dies after ${writes} writes is carried through by the next process`, async () => {
      const mortal = new Mortal()
      const more = { 'templates/hook.yaml': hook('before', 'pre-install,pre-upgrade') }
      const story = new TestCase({ chart: chartOf('1.0.0', more), cluster: { refuse: mortal.refuse } })
      if (spec) await story.reconcile()
      mortal.writesLeft = writes
      await story.reconcile(spec ? { spec } : {}).catch(() => {})
      mortal.writesLeft = Number.POSITIVE_INFINITY
      story.restart()
      for (let run = 0; run < 3; run++) await story.reconcile()
      assert.ok(story.conditions[0]?.startsWith('Ready=True'), story.conditions.join())
      assert.doesNotMatch(story.records, /pending/)
      assert.match(story.records, /deployed$/)
      assert.deepEqual(story.cluster.peek('ConfigMap', 'ns', 'config')?.['data'], {
        color: spec ? 'red' : 'blue',
      })
    })
  }
}

const deployment =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: slow}\nspec: {replicas: {{ .Values.replicas | default 1 }}}\n'

for (const verb of ['install', 'upgrade'] as const) {
  test(`an ${verb} that the end of the process cuts short is recorded as failed`, async () => {
    const ending = new AbortController()
    let ends = verb === 'install'
    const refuse = ({ verb: request, kind }: SeenRequest) => {
      if (ends && request === 'apply' && kind === 'Deployment') setImmediate(() => ending.abort())
      return undefined
    }
    const waiting = { timeout: '10m', install: { disableWait: verb === 'upgrade' } }
    const chart = chartOf('1.0.0', { 'templates/slow.yaml': deployment })
    const story = new TestCase({ chart, spec: waiting, cluster: { refuse } })
    if (verb === 'upgrade') {
      await story.reconcile()
      ends = true
      await story.reconcile({ spec: { values: { replicas: 2 } }, signal: ending.signal })
    } else await story.reconcile({ signal: ending.signal })
    const [version, word] = verb === 'install' ? [1, 'Release'] : [2, 'Upgrade']
    const { status, description } = story.record(version)?.info ?? {}
    assert.equal(status, 'failed')
    assert.equal(description, `${word} "web" failed: context canceled`)
  })
}
