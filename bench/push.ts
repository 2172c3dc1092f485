/**
 * `node bench/bench.ts push [N]`: from what a webhook does after a push to the changed object.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { createSource, kustomization, namespace, wake, withStage } from './stage.ts'
import { summarize } from './statistics.ts'

const configMaps = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
})

/** Pushes, each followed by the annotation that a webhook sets; until the object has changed. */
export async function benchPush(count: number): Promise<void> {
  await withStage(async stage => {
    const file = (value: number) => ({
      'app/cm.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: live}\ndata: {v: "${value}"}\n`,
    })
    stage.push(file(0))
    await createSource(stage, '1h')
    await stage.client.create(kustomization('live', '1h', {}))
    const seen = await followValue(stage.client)
    await seen.until('0')
    const times: number[] = []
    for (let i = 1; i <= count; i++) {
      stage.push(file(i))
      const began = performance.now()
      await wake(stage.client)
      await seen.until(String(i))
      times.push(performance.now() - began)
      await sleep(300)
    }
    console.log(
      JSON.stringify({
        work: `webhook after a push -> object changed, ${count} pushes`,
        ms: summarize(times),
      }),
    )
  })
}

async function followValue(client: KubeClient): Promise<{ until(value: string): Promise<void> }> {
  let current: string | undefined
  let notify = () => {}
  const follow = async () => {
    for await (const { object } of client.watch(configMaps, {
      namespace,
      fieldSelector: 'metadata.name=live',
    })) {
      current = (object['data'] as { v?: string } | undefined)?.v
      notify()
    }
  }
  follow().catch(() => {})
  return {
    until: async value => {
      while (current !== value) {
        await new Promise<void>(resolve => {
          notify = resolve
        })
      }
    },
  }
}
