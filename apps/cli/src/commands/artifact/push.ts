/** `push artifact oci://…`. @module */
import { digestOf } from '@sluice/base/digest'
import { formatImageReference, mediaTypes, type Registry } from '@sluice/io/oci'
import { formatYaml } from '@sluice/yaml'
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { list, text, toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { parseArtifactUrl, registryFlags, withRegistry } from './artifact-registry.ts'
import { packFlags, packPath, pathFlag, requirePath } from './pack-path.ts'

const flags = {
  ...registryFlags,
  ...packFlags,
  ...pathFlag('f'),
  source: text('address of what the files come from'),
  revision: text('revision of what the files come from'),
  annotations: list('annotations of the artifact, key=value', [], { short: 'a' }),
  // flux: with any other form the answer is as without one, but alone.
  output: text('form of the answer: json or yaml', '', { short: 'o' }),
  reproducible: toggle('say that the artifact was made in 1970'),
  debug: toggle('accepted for compatibility'),
} as const

type PushContext = Context<typeof flags>

/** Pushes files as an artifact. */
export const pushArtifact = command({
  summary: 'Push a folder or file to a registry',
  usage: '[oci://…]',
  examples: [
    'sluice push artifact oci://ghcr.io/org/app:v1 --path ./deploy --source "$(git config --get remote.origin.url)" --revision "main@sha1:$(git rev-parse HEAD)"',
  ],
  flags,
  skipsNamespaceCheck: true,
  run: async context => {
    const { flags, log, args } = context
    const [url] = args
    if (url === undefined) throw new UsageError('artifact URL is required')
    if (!flags.source) throw new UsageError('--source is required')
    if (!flags.revision) throw new UsageError('--revision is required')
    if (!flags.path) throw new UsageError('invalid path ""')
    const reference = parseArtifactUrl(url)
    requirePath(context, true)
    const annotations = annotationsOf(context)
    const content = await packPath(context)
    const { tag = 'latest', digest: given } = reference
    const repository = `${reference.registry}/${reference.path}`
    const target = formatImageReference(given ? reference : { ...reference, tag })
    const digest = await withRegistry(reference, context, registry => {
      if (!flags.output) log.action(`pushing artifact to ${target}`)
      return store(registry, {
        path: reference.path,
        reference: given ?? tag,
        content,
        annotations,
        signal: context.signal,
      })
    }).catch((error: unknown) => {
      if (!(error instanceof Error)) throw error
      // flux: says it twice.
      throw new Error(`pushing artifact failed: pushing artifact failed: ${error.message}`, { cause: error })
    })
    const answer = { url: `oci://${repository}@${digest}`, repository, tag, digest }
    if (flags.output === 'json') context.out(`${JSON.stringify(answer, undefined, 2)}\n`)
    else if (flags.output === 'yaml') context.out(formatYaml(answer))
    else log.success(`artifact successfully pushed to ${repository}@${digest}`)
  },
})

function annotationsOf({ flags, now }: PushContext): Readonly<Record<string, string>> {
  const own = flags.annotations.map(text => {
    const parts = text.split('=')
    if (parts.length !== 2)
      throw new UsageError(`invalid annotation ${text}, must be in the format key=value`)
    return parts as [string, string]
  })
  const created = new Date(flags.reproducible ? 0 : now()).toISOString().replace(/\.\d+/, '')
  return {
    ...Object.fromEntries(own),
    'org.opencontainers.image.created': created,
    'org.opencontainers.image.source': flags.source,
    'org.opencontainers.image.revision': flags.revision,
  }
}

interface Upload {
  readonly path: string
  /** A tag; or a digest, which the registry compares. */
  readonly reference: string
  readonly content: { readonly packed: Uint8Array; readonly tar: Uint8Array }
  readonly annotations: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Stores blobs, then the manifest that names them. */
async function store(
  registry: Registry,
  { path, reference, content, annotations, signal }: Upload,
): Promise<string> {
  const config = Buffer.from(
    JSON.stringify({
      created: annotations['org.opencontainers.image.created'],
      architecture: '',
      os: '',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf(content.tar)] },
    }),
  )
  const layer = await registry.pushBlob(path, content.packed, signal)
  const described = await registry.pushBlob(path, config, signal)
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { ...described, mediaType: mediaTypes.fluxConfig },
    layers: [{ ...layer, mediaType: mediaTypes.fluxContent }],
    annotations,
  }
  const bytes = Buffer.from(JSON.stringify(manifest))
  const stored = await registry.pushManifest(
    path,
    reference,
    { mediaType: mediaTypes.ociManifest, bytes },
    signal,
  )
  return stored.digest
}
