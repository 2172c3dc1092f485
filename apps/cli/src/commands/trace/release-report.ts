import { HelmChart } from '@sluice/api/source'
import type { KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { textAt } from '../../kinds/fields.ts'
import {
  artifactLine,
  formatSection,
  type Line,
  line,
  nameLines,
  objectLines,
  statusLines,
} from './section.ts'
import { sourceLines } from './source-lines.ts'

const width = 16

/** The way from an object over its release and chart to the chart's source. */
export async function releaseReport(
  object: KubeObject,
  release: KubeObject,
  client: KubeClient,
): Promise<string> {
  const chart = await chartLines(release, client)
  const source = await sourceLines(client, sourceOf(release))
  const sections = [
    objectLines(object),
    [
      ...nameLines(release),
      ...line('Target', textAt(release, 'spec', 'targetNamespace')),
      ['Revision', textAt(release, 'status', 'lastAttemptedRevision')] as const,
      ...statusLines(release),
    ],
    ...(chart ? [chart] : []),
    ...(source ? [source] : []),
  ]
  return `\n${sections.map(lines => formatSection(lines, width)).join('---\n')}`
}

async function chartLines(release: KubeObject, client: KubeClient): Promise<readonly Line[] | undefined> {
  const [namespace, name] = textAt(release, 'status', 'helmChart').split('/')
  if (!namespace || !name) return undefined
  const chart = await client.get(HelmChart, namespace, name).catch((error: unknown) => {
    throw new Error(`failed to find HelmChart: ${error instanceof Error ? error.message : error}`)
  })
  return [
    ...nameLines(chart),
    ['Chart', textAt(chart, 'spec', 'chart')],
    ['Version', textAt(chart, 'spec', 'version')],
    ...artifactLine(chart),
    ...statusLines(chart),
  ]
}

function sourceOf(release: KubeObject): { kind: string; name: string; namespace: string } {
  const path = textAt(release, 'spec', 'chartRef', 'kind')
    ? ['spec', 'chartRef']
    : ['spec', 'chart', 'spec', 'sourceRef']
  return {
    kind: textAt(release, ...path, 'kind'),
    name: textAt(release, ...path, 'name'),
    namespace: textAt(release, ...path, 'namespace') || (release.metadata.namespace ?? ''),
  }
}
