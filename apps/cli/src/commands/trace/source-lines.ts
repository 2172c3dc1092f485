import { ExternalArtifact, GitRepository, HelmRepository, OCIRepository } from '@sluice/api/source'
import type { KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import type { SourceReference } from '../../kinds/kind-row.ts'
import { artifactLine, type Line, line, nameLines, statusLines } from './section.ts'

const kinds = [GitRepository, OCIRepository, HelmRepository, ExternalArtifact]

/** What is to be told of the source that a reference names; undefined for kinds that are not told. */
export async function sourceLines(
  client: KubeClient,
  reference: SourceReference,
): Promise<readonly Line[] | undefined> {
  const kind = kinds.find(candidate => candidate.kind === reference.kind)
  if (!kind) return undefined
  const source = await fetchSource(client, kind, reference)
  return [
    ...nameLines(source),
    ...addressLines(source),
    ...artifactLine(source),
    ...originLines(source),
    ...statusLines(source, source.kind !== 'HelmRepository'),
  ]
}

async function fetchSource(
  client: KubeClient,
  kind: (typeof kinds)[number],
  { namespace, name }: SourceReference,
): Promise<KubeObject> {
  try {
    return await client.get(kind, namespace, name)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`failed to find ${kind.kind}: ${error.message}`, { cause: error })
  }
}

function addressLines(source: KubeObject): readonly Line[] {
  if (source.kind === 'ExternalArtifact') {
    if (fieldAt(source, 'spec', 'sourceRef') === undefined)
      throw new Error(
        `ExternalArtifact ${source.metadata.namespace}/${source.metadata.name} is missing spec.sourceRef`,
      )
    const [kind, namespace, name] = ['kind', 'namespace', 'name'].map(part =>
      textAt(source, 'spec', 'sourceRef', part),
    )
    return [['Source', `${kind}/${namespace}/${name}`]]
  }
  return [['URL', textAt(source, 'spec', 'url')], ...referenceLine(source)]
}

/** flux: a range of versions is told as a tag. */
function referenceLine(source: KubeObject): readonly Line[] {
  const reference = (name: string) => textAt(source, 'spec', 'ref', name)
  const tag = reference('tag') || reference('semver')
  if (tag) return [['Tag', tag]]
  return source.kind === 'OCIRepository'
    ? line('Digest', reference('digest'))
    : line('Branch', reference('branch'))
}

function originLines(source: KubeObject): readonly Line[] {
  const metadata = (name: string) =>
    textAt(source, 'status', 'artifact', 'metadata', `org.opencontainers.image.${name}`)
  return [...line('Origin Revision', metadata('revision')), ...line('Origin Source', metadata('source'))]
}
