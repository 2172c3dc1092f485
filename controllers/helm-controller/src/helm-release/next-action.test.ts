import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HelmRelease } from '@sluice/api/helm'
import {
  afterRemediation,
  beforeRepetition,
  type Facts,
  kindOfAction,
  nextAction,
  type ReleaseState,
} from './next-action.ts'

type Spec = Partial<NonNullable<HelmRelease['spec']>>
type Status = Partial<NonNullable<HelmRelease['status']>>

function release(spec: Spec = {}, status: Status = {}): HelmRelease {
  return { metadata: { name: 'app', namespace: 'ns' }, spec, status } as HelmRelease
}

const usual: Facts = { isForced: false, rollbackTarget: 'unchanged', retriesByDefault: false }
const forced: Facts = { ...usual, isForced: true }

const installing = { lastAttemptedReleaseAction: 'install' } as const
const upgrading = { lastAttemptedReleaseAction: 'upgrade' } as const
const retries = (count: number, more: object = {}) => ({ remediation: { retries: count, ...more } })
const retry = { strategy: { name: 'RetryOnFailure' } } as const

interface Case {
  readonly when: string
  readonly state: ReleaseState['type']
  readonly spec?: Spec
  readonly status?: Status
  readonly facts?: Partial<Facts>
  readonly next: string
}

const cases: readonly Case[] = [
  { when: 'in sync', state: 'in-sync', next: 'done' },
  { when: 'in sync but forced', state: 'in-sync', facts: forced, next: 'upgrade' },
  { when: 'pending', state: 'locked', next: 'unlock' },
  { when: 'pending and forced', state: 'locked', facts: forced, next: 'unlock' },
  { when: 'somebody else changed it', state: 'unmanaged', next: 'upgrade' },
  {
    when: 'upgrades are exhausted and somebody else changed it',
    state: 'unmanaged',
    status: { ...upgrading, upgradeFailures: 9 },
    next: 'upgrade',
  },
  { when: 'untested', state: 'untested', next: 'test' },
  {
    when: 'drifted and to be corrected',
    state: 'drifted',
    spec: { driftDetection: { mode: 'enabled' } },
    next: 'correct-drift',
  },
  {
    when: 'drifted and to be told',
    state: 'drifted',
    spec: { driftDetection: { mode: 'warn' } },
    next: 'done',
  },

  { when: 'absent', state: 'absent', next: 'install' },
  {
    when: 'absent after a failed install without retries',
    state: 'absent',
    status: { ...installing, installFailures: 1 },
    next: 'stall RetriesExceeded',
  },
  {
    when: 'absent after a failed install with a retry left',
    state: 'absent',
    spec: { install: retries(1) },
    status: { ...installing, installFailures: 1 },
    next: 'install',
  },
  {
    when: 'absent after as many failed installs as allowed',
    state: 'absent',
    spec: { install: retries(1) },
    status: { ...installing, installFailures: 2 },
    next: 'stall RetriesExceeded',
  },
  {
    when: 'absent and retries without end',
    state: 'absent',
    spec: { install: retries(-1) },
    status: { ...installing, installFailures: 99 },
    next: 'install',
  },
  {
    when: 'absent, exhausted but forced',
    state: 'absent',
    status: { ...installing, installFailures: 1 },
    facts: forced,
    next: 'install',
  },

  { when: 'out of sync', state: 'out-of-sync', next: 'upgrade' },
  {
    when: 'out of sync after a failed upgrade without retries',
    state: 'out-of-sync',
    status: { ...upgrading, upgradeFailures: 1 },
    next: 'stall RetriesExceeded',
  },
  {
    when: 'out of sync after a failed upgrade with a retry left',
    state: 'out-of-sync',
    spec: { upgrade: retries(2) },
    status: { ...upgrading, upgradeFailures: 2 },
    next: 'upgrade',
  },
  {
    when: 'out of sync, exhausted but forced',
    state: 'out-of-sync',
    status: { ...upgrading, upgradeFailures: 1 },
    facts: forced,
    next: 'upgrade',
  },

  { when: 'failed before this object did anything', state: 'failed', next: 'upgrade' },
  {
    when: 'failed and something changed since',
    state: 'failed',
    spec: { upgrade: retries(1) },
    status: upgrading,
    next: 'upgrade',
  },
  {
    when: 'a failed install without retries',
    state: 'failed',
    status: { ...installing, installFailures: 1 },
    next: 'stall RetriesExceeded',
  },
  {
    when: 'a failed install with a retry left',
    state: 'failed',
    spec: { install: retries(1) },
    status: { ...installing, installFailures: 1 },
    next: 'uninstall',
  },
  {
    when: 'the last failed install',
    state: 'failed',
    spec: { install: retries(1) },
    status: { ...installing, installFailures: 2 },
    next: 'stall RetriesExceeded',
  },
  {
    when: 'the last failed install, to be remedied too',
    state: 'failed',
    spec: { install: retries(1, { remediateLastFailure: true }) },
    status: { ...installing, installFailures: 2 },
    next: 'uninstall',
  },
  {
    when: 'a failed upgrade without retries',
    state: 'failed',
    status: { ...upgrading, upgradeFailures: 1 },
    next: 'stall RetriesExceeded',
  },
  {
    when: 'a failed upgrade without retries, to be remedied',
    state: 'failed',
    spec: { upgrade: retries(0, { remediateLastFailure: true }) },
    status: { ...upgrading, upgradeFailures: 1 },
    next: 'rollback',
  },
  {
    when: 'a failed upgrade with a retry left',
    state: 'failed',
    spec: { upgrade: retries(1) },
    status: { ...upgrading, upgradeFailures: 1 },
    next: 'rollback',
  },
  {
    when: 'the last failed upgrade',
    state: 'failed',
    spec: { upgrade: retries(1) },
    status: { ...upgrading, upgradeFailures: 2 },
    next: 'rollback',
  },
  {
    when: 'the last failed upgrade, to be left',
    state: 'failed',
    spec: { upgrade: retries(1, { remediateLastFailure: false }) },
    status: { ...upgrading, upgradeFailures: 2 },
    next: 'stall RetriesExceeded',
  },
  {
    when: 'a failed upgrade to be uninstalled',
    state: 'failed',
    spec: { upgrade: retries(1, { strategy: 'uninstall' }) },
    status: { ...upgrading, upgradeFailures: 1 },
    next: 'uninstall',
  },
  {
    when: 'a failed upgrade and nothing to go back to',
    state: 'failed',
    spec: { upgrade: retries(1) },
    status: { ...upgrading, upgradeFailures: 1 },
    facts: { rollbackTarget: 'missing' },
    next: 'stall MissingRollbackTarget',
  },
  {
    when: 'a failed upgrade and a target that somebody changed',
    state: 'failed',
    spec: { upgrade: retries(1) },
    status: { ...upgrading, upgradeFailures: 1 },
    facts: { rollbackTarget: 'changed' },
    next: 'upgrade',
  },
  {
    when: 'a failed upgrade, forced',
    state: 'failed',
    spec: { upgrade: retries(1) },
    status: { ...upgrading, upgradeFailures: 1 },
    facts: forced,
    next: 'upgrade',
  },
  {
    when: 'a failed upgrade that is to be retried',
    state: 'failed',
    spec: { upgrade: retry },
    status: { ...upgrading, upgradeFailures: 7 },
    next: 'upgrade',
  },
  {
    when: 'a failed install that is to be retried',
    state: 'failed',
    spec: { install: retry },
    status: { ...installing, installFailures: 7 },
    next: 'upgrade',
  },
  {
    when: 'a failed upgrade where retrying is the default',
    state: 'failed',
    status: { ...upgrading, upgradeFailures: 7 },
    facts: { retriesByDefault: true },
    next: 'upgrade',
  },
  {
    when: 'a failed upgrade to be remedied although retrying is the default',
    state: 'failed',
    spec: { upgrade: { ...retries(1), strategy: { name: 'RemediateOnFailure' } } },
    status: { ...upgrading, upgradeFailures: 1 },
    facts: { retriesByDefault: true },
    next: 'rollback',
  },
]
for (const { when, state, spec, status, facts, next } of cases) {
  test(`nextAction() when ${when} is ${next}`, () => {
    const action = nextAction({ type: state }, release(spec, status), { ...usual, ...facts })
    assert.equal(action.type === 'stall' ? `stall ${action.reason}` : action.type, next)
  })
}

test('an exhausted release is told with its action and attempts', () => {
  const action = nextAction({ type: 'failed' }, release({}, { ...installing, installFailures: 1 }), usual)
  assert.deepEqual(action, {
    type: 'stall',
    reason: 'RetriesExceeded',
    message: 'Failed to install after 1 attempt(s)',
  })
})

const endings = [
  {
    when: 'a retry of the upgrade is left',
    spec: { upgrade: retries(1) },
    status: { ...upgrading, upgradeFailures: 1 },
    next: { type: 'requeue' },
  },
  {
    when: 'the upgrade was tried as often as allowed',
    spec: { upgrade: retries(1) },
    status: { ...upgrading, upgradeFailures: 2 },
    next: { type: 'stall', reason: 'RetriesExceeded', message: 'Failed to upgrade after 2 attempt(s)' },
  },
  {
    when: 'an upgrade was uninstalled, which leads to an install',
    spec: { upgrade: retries(0, { strategy: 'uninstall' }) },
    status: { ...upgrading, upgradeFailures: 5 },
    next: { type: 'requeue' },
  },
  {
    when: 'failures are retried',
    spec: { upgrade: { strategy: { name: 'RetryOnFailure', retryInterval: '90s' } } },
    status: { ...upgrading, upgradeFailures: 5 },
    next: { type: 'retry', after: 90_000, message: 'retrying after 1m30s' },
  },
] as const
for (const { when, spec, status, next } of endings) {
  test(`afterRemediation() when ${when} is ${next.type}`, () => {
    assert.deepEqual(afterRemediation(release(spec as Spec, status), usual), next)
  })
}

test('beforeRepetition() waits for another run while there are retries', () => {
  const failing = (upgradeFailures: number) =>
    release({ upgrade: retries(1) }, { ...upgrading, upgradeFailures })
  assert.deepEqual(beforeRepetition(failing(1), usual), { type: 'requeue' })
  assert.deepEqual(beforeRepetition(failing(2), usual), { type: 'end' })
  assert.deepEqual(beforeRepetition(release({ upgrade: retry }, upgrading), usual), {
    type: 'retry',
    after: 300_000,
    message: 'retrying after 5m0s',
  })
})

test('kindOfAction() counts install and upgrade as one', () => {
  assert.equal(kindOfAction('install'), kindOfAction('upgrade'))
  assert.equal(kindOfAction('rollback'), kindOfAction('uninstall'))
  assert.notEqual(kindOfAction('test'), kindOfAction('upgrade'))
})
