import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, MemoryCluster, settle } from '@sluice/testing'
import { LeaderElection, leaseName } from './leader-election.ts'
import { silentLog } from './log.ts'

function electing() {
  const cluster = new MemoryCluster()
  const clock = new FakeClock()
  const candidate = (identity: string) =>
    new LeaderElection({ client: cluster, clock, log: silentLog, namespace: 'ns', name: 'lease', identity })
  const holder = () =>
    (cluster.peek('Lease', 'ns', 'lease')?.spec as { holderIdentity?: string } | undefined)?.holderIdentity
  return { cluster, clock, candidate, holder }
}

test('leaseName() tells shards apart', () => {
  assert.equal(leaseName('kustomize-controller'), 'kustomize-controller-leader-election')
  assert.match(
    leaseName('kustomize-controller', 'sharding.fluxcd.io/key=shard1'),
    /^kustomize-controller-leader-election-[0-9a-f]{8}$/,
  )
})

test('LeaderElection makes the lease, and a second candidate waits', async () => {
  const { clock, candidate, holder } = electing()
  const stop = new AbortController()
  await candidate('a').acquire(stop.signal)
  let second = false
  const waiting = candidate('b')
    .acquire(stop.signal)
    .then(() => (second = true))
  waiting.catch(() => {})
  await clock.advance(20_000)
  assert.equal(holder(), 'a')
  assert.equal(second, false)
  stop.abort()
})

test('LeaderElection takes over from a holder that is not heard of for the time of its lease', async () => {
  const { clock, candidate, holder } = electing()
  await candidate('a').acquire(new AbortController().signal)
  const second = candidate('b').acquire(new AbortController().signal)
  await clock.advance(45_000)
  await second
  assert.equal(holder(), 'b')
})

test('LeaderElection gives the lease back, and the next one has it at the next try', async () => {
  const { clock, candidate, holder } = electing()
  const first = candidate('a')
  await first.acquire(new AbortController().signal)
  await first.release()
  assert.equal(holder(), '')
  const second = candidate('b').acquire(new AbortController().signal)
  await clock.advance(5000)
  await second
  assert.equal(holder(), 'b')
})

test('LeaderElection notices that it lost the lease', async () => {
  const { clock, cluster, candidate } = electing()
  const first = candidate('a')
  await first.acquire(new AbortController().signal)
  const held = first.hold(new AbortController().signal)
  const lease = cluster.peek('Lease', 'ns', 'lease')
  assert.ok(lease)
  await cluster.update({
    ...lease,
    spec: { holderIdentity: 'b', leaseDurationSeconds: 3600, renewTime: 'x' },
  })
  await clock.advance(40_000)
  assert.equal(await held, false)
})

test('LeaderElection holds until it is told to stop', async () => {
  const { clock, candidate } = electing()
  const stop = new AbortController()
  const first = candidate('a')
  await first.acquire(stop.signal)
  const held = first.hold(stop.signal)
  await clock.advance(120_000)
  stop.abort()
  await settle()
  assert.equal(await held, true)
})
