/**
 * `node bench/bench.ts fleet [N]`: N Kustomizations of four objects from one GitRepository until all are Ready, then
 * one commit that changes them all; `steady [N]` adds what they cost at rest.
 * @module
 */
import { Kustomization } from '@sluice/api/kustomize'
import type { KubeObject } from '@sluice/kube/meta'
import { inParallel, isReady, measureRest, report, start, untilAll } from './measure.ts'
import { createSource, kustomization, wake, withStage } from './stage.ts'

const app = (value: string) => `apiVersion: v1
kind: ServiceAccount
metadata: {name: app}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data: {a: "${value}", b: "2"}
---
apiVersion: v1
kind: Service
metadata: {name: app}
spec: {clusterIP: None, selector: {app: app}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app2}
data: {a: "${value}", b: "2"}
`

/** N Kustomizations until Ready, and one commit into them; with `minutes`, then at rest. */
export async function benchFleet(count: number, minutes = 0): Promise<void> {
  await withStage(async stage => {
    const { client } = stage
    stage.push({ 'app/kustomization.yaml': 'resources: [all.yaml]\n', 'app/all.yaml': app('1') })
    await createSource(stage, minutes > 0 ? '1m' : '1h')
    const first = start(stage)
    const interval = minutes > 0 ? '1m' : '1h'
    await inParallel(count, i => client.create(kustomization(`app-${i}`, interval, { namePrefix: `a${i}-` })))
    await untilAll(client, Kustomization, { count, isDone: isReady })
    report(`${count} Kustomizations x 4 objects until Ready`, stage, first)

    const commit = stage.push({ 'app/all.yaml': app('3') })
    const again = start(stage)
    await wake(client)
    const isDone = (object: KubeObject) => isReady(object) && appliedRevision(object).includes(commit)
    await untilAll(client, Kustomization, { count, isDone })
    report(`one commit into ${count} Kustomizations`, stage, again)
    if (minutes > 0) await measureRest(stage, minutes)
  })
}

function appliedRevision(object: KubeObject): string {
  return (object.status as { lastAppliedRevision?: string } | undefined)?.lastAppliedRevision ?? ''
}
