/** Two processes with leader election: one works, the other takes over. @module */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { crds } from '@sluice/api/crds'
import { startApiServer } from '@sluice/apiserver'
import { createClient, parseKubeconfig } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { runOperator } from '../src/index.ts'

const leases = new Kind({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
})
const namespace = 'flux-system'
const name = 'kustomize-controller-leader-election'

test('of two processes one leads, and the other takes over when it stops', { timeout: 60_000 }, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-leader-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const server = await startApiServer()
  t.after(() => server.stop())
  const connection = parseKubeconfig(server.kubeconfig())
  const client = createClient(connection)
  t.after(() => client.close())
  const definitions = crds() as readonly unknown[] as readonly KubeObject[]
  for (const crd of definitions) await client.apply(crd, { fieldManager: 'test', force: true })
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })

  const start = (identity: string) =>
    runOperator({
      connection,
      only: ['kustomize'],
      storagePath: join(folder, identity),
      log: () => {},
      leaderElection: {
        ...{ namespace, identity, leaseDuration: 20_000, renewDeadline: 15_000, retryPeriod: 50 },
        onLost: () => assert.fail('no lease is lost'),
      },
    })
  const becomesHolder = async (wanted: string) => {
    for (;;) {
      const lease = await client.find(leases, namespace, name)
      const holder = (lease?.spec as { readonly holderIdentity?: string } | undefined)?.holderIdentity
      if (holder === wanted) return
      await sleep(20, undefined, { signal: t.signal })
    }
  }
  const first = await start('first')
  await becomesHolder('first')
  const second = await start('second')
  t.after(() => second.stop())
  await becomesHolder('first')
  await first.stop()
  await becomesHolder('second')
})
