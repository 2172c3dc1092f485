import type { KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { textAt } from '../../kinds/fields.ts'
import { formatSection, line, nameLines, objectLines, statusLines } from './section.ts'
import { sourceLines } from './source-lines.ts'

const width = 17

/** The way from an object over its Kustomization to its source. */
export async function kustomizationReport(
  object: KubeObject,
  kustomization: KubeObject,
  client: KubeClient,
): Promise<string> {
  const spec = (...path: readonly string[]) => textAt(kustomization, 'spec', ...path)
  const source = await sourceLines(client, {
    kind: spec('sourceRef', 'kind'),
    name: spec('sourceRef', 'name'),
    namespace: spec('sourceRef', 'namespace') || (kustomization.metadata.namespace ?? ''),
  })
  const sections = [
    objectLines(object),
    [
      ...nameLines(kustomization),
      ...line('Target', spec('targetNamespace')),
      ['Path', spec('path')] as const,
      ['Revision', textAt(kustomization, 'status', 'lastAppliedRevision')] as const,
      ...statusLines(kustomization),
    ],
    ...(source ? [source] : []),
  ]
  return `\n${sections.map(lines => formatSection(lines, width)).join('---\n')}`
}
