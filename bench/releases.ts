/**
 * `node bench/bench.ts releases [N]`: N HelmReleases of one chart of four objects until all are Ready, then one value
 * changed in all of them, then a minute at rest. `releases N drift` has drift detected and corrected.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { HelmRelease } from '@sluice/api/helm'
import { GitRepository, HelmChart } from '@sluice/api/source'
import type { KubeObject } from '@sluice/kube/meta'
import { inParallel, isReady, measureRest, report, start, untilAll } from './measure.ts'
import { createSource, namespace, type Stage, withStage } from './stage.ts'

const objects = [
  ['ServiceAccount', ''],
  ['ConfigMap', 'data: {a: "{{ .Values.a }}"}\n'],
  ['Service', 'spec: {clusterIP: None, selector: {app: app}, ports: [{port: 80}]}\n'],
  ['ConfigMap', 'data: {a: "{{ .Values.a }}"}\n'],
] as const

const chart = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
  'chart/values.yaml': 'a: 1\n',
  'chart/templates/all.yaml': objects
    .map(
      ([kind, content], i) =>
        `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: {{ .Release.Name }}-${i}\n${content}`,
    )
    .join('\n---\n'),
}

/** N HelmReleases until Ready, a value changed in all of them, and a minute at rest. */
export async function benchReleases(count: number, options: { readonly drift: boolean }): Promise<void> {
  await withStage(async stage => {
    const { client } = stage
    await createChart(stage)
    const first = start(stage)
    await inParallel(count, i => client.create(release(`r${i}`, options)))
    await untilAll(client, HelmRelease, { count, isDone: isReady })
    report(`${count} HelmReleases x 4 objects until Ready`, stage, first)

    await sleep(2000)
    const again = start(stage)
    const patch = { type: 'merge', body: { spec: { values: { a: 2 } } } } as const
    await inParallel(count, i => client.patch(HelmRelease, namespace, `r${i}`, patch))
    const isDone = (object: KubeObject) => isReady(object) && isUpgraded(object)
    await untilAll(client, HelmRelease, { count, isDone })
    report(`a value changed in ${count} HelmReleases`, stage, again)
    await measureRest(stage, 1)
  })
}

async function createChart(stage: Stage): Promise<void> {
  const { client } = stage
  stage.push(chart)
  await createSource(stage, '1h')
  await client.create({
    apiVersion: HelmChart.apiVersion,
    kind: 'HelmChart',
    metadata: { name: 'app', namespace },
    spec: { interval: '1h', chart: './chart', sourceRef: { kind: GitRepository.kind, name: 'fleet' } },
  })
  await untilAll(client, HelmChart, { count: 1, isDone: isReady })
}

function release(name: string, { drift }: { readonly drift: boolean }): KubeObject {
  return {
    apiVersion: HelmRelease.apiVersion,
    kind: 'HelmRelease',
    metadata: { name, namespace },
    spec: {
      interval: '1m',
      chartRef: { kind: 'HelmChart', name: 'app' },
      install: { disableWait: true },
      upgrade: { disableWait: true },
      ...(drift ? { driftDetection: { mode: 'enabled' } } : {}),
    },
  }
}

function isUpgraded({ metadata, status }: KubeObject): boolean {
  const { observedGeneration, history } = (status ?? {}) as {
    observedGeneration?: number
    history?: readonly { version: number }[]
  }
  return observedGeneration === metadata.generation && history?.[0]?.version === 2
}
