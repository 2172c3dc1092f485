import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { textAt } from '../../kinds/fields.ts'
import type { SourceReference } from '../../kinds/kind-row.ts'
import { rowOf } from '../../kinds/table.ts'

/** Which events to ask the server for. */
export interface EventScope {
  /** Undefined for all namespaces. */
  readonly namespace?: string
  readonly fieldSelector?: string
}

/** Kinds whose events are shown, and the object each refers to, whose events belong to the story. */
const references: Readonly<Record<string, (object: KubeObject) => readonly SourceReference[]>> = {
  Kustomization: object => [referenceOf(object, ['spec', 'sourceRef'])],
  HelmRelease: releaseReferences,
  Alert: object => [{ ...referenceOf(object, ['spec', 'providerRef']), kind: 'Provider' }],
  ImagePolicy: object => [
    { ...referenceOf(object, ['spec', 'imageRepositoryRef']), kind: 'ImageRepository' },
  ],
  HelmChart: object => [referenceOf(object, ['spec', 'sourceRef'])],
  Receiver: () => [],
  Provider: () => [],
  GitRepository: () => [],
  OCIRepository: () => [],
  Bucket: () => [],
  HelmRepository: () => [],
  ImageUpdateAutomation: () => [],
  ImageRepository: () => [],
  ArtifactGenerator: () => [],
}

/** Whether events about this kind are shown. */
export function isKnownKind(kind: string): boolean {
  return canonical(kind) !== undefined
}

/** The scopes that `--for` asks for: the object's and its references'; without it the namespace's. */
export async function findScopes(
  context: Context,
  selector: string,
  namespace: string | undefined,
): Promise<readonly EventScope[]> {
  const base = namespace === undefined ? {} : { namespace }
  if (selector === '') return [base]
  const [word, name] = splitSelector(selector)
  const kind = canonical(word)
  if (kind === undefined) throw new Error(`'${word}' is not a recognized Flux kind`)
  const own = { ...base, fieldSelector: fieldSelectorOf(kind, name) }
  if (name === '') return [own]
  const others = await findReferences(context, kind, name)
  return [
    own,
    ...others.map(other => ({
      namespace: other.namespace,
      fieldSelector: fieldSelectorOf(other.kind, other.name),
    })),
  ]
}

async function findReferences(
  context: Context,
  kind: string,
  name: string,
): Promise<readonly SourceReference[]> {
  const refer = references[kind]
  const info = await rowOf(kind)?.load()
  if (!refer || !info || refer.length === 0) return []
  const client = await context.client()
  return refer(await client.get(info, context.namespace, name, context.signal))
}

/** flux: the release's chart is looked for beside its source. */
function releaseReferences(object: KubeObject): readonly SourceReference[] {
  const hasChart = textAt(object, 'spec', 'chart', 'spec', 'sourceRef', 'kind') !== ''
  const source = referenceOf(object, hasChart ? ['spec', 'chart', 'spec', 'sourceRef'] : ['spec', 'chartRef'])
  if (!hasChart) return [source]
  const chart = `${object.metadata.namespace}-${object.metadata.name}`
  return [source, { kind: 'HelmChart', name: chart, namespace: source.namespace }]
}

function referenceOf(object: KubeObject, path: readonly string[]): SourceReference {
  return {
    kind: textAt(object, ...path, 'kind'),
    name: textAt(object, ...path, 'name'),
    namespace: textAt(object, ...path, 'namespace') || (object.metadata.namespace ?? ''),
  }
}

function splitSelector(selector: string): readonly [string, string] {
  const parts = selector.split('/')
  return parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [selector, '']
}

function canonical(kind: string): string | undefined {
  return Object.keys(references).find(known => known.toLowerCase() === kind.toLowerCase())
}

function fieldSelectorOf(kind: string, name: string): string {
  return `involvedObject.kind=${kind}${name ? `,involvedObject.name=${name}` : ''}`
}
