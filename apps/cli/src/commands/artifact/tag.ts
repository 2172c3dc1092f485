/** `tag artifact oci://…`. @module */
import { formatImageReference } from '@sluice/io/oci'
import { command } from '../../parser/command.ts'
import { list } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { parseArtifactUrl, registryFlags, withRegistry } from './artifact-registry.ts'

const flags = { ...registryFlags, tag: list('tag to add') } as const

/** Gives an artifact more tags. */
export const tagArtifact = command({
  summary: 'Give an artifact more tags',
  usage: '[oci://…]',
  examples: ['sluice tag artifact oci://ghcr.io/org/app:v1 --tag stable'],
  flags,
  skipsNamespaceCheck: true,
  run: async context => {
    const { flags, log, args, signal } = context
    const [url] = args
    if (url === undefined) throw new UsageError('artifact name is required')
    if (flags.tag.length === 0) throw new UsageError('--tag is required')
    const reference = parseArtifactUrl(url)
    const { registry: host, path, tag = 'latest', digest } = reference
    await withRegistry(reference, context, async registry => {
      log.action('tagging artifact')
      const { descriptor, bytes } = await failing(
        `fetching ${JSON.stringify(formatImageReference(reference))}: `,
        () => registry.manifest(path, digest ?? tag, signal),
      )
      for (const name of flags.tag) {
        const { mediaType } = descriptor
        await failing('', () => registry.pushManifest(path, name, { mediaType, bytes }, signal))
        log.success(`artifact tagged as ${formatImageReference({ registry: host, path, tag: name })}`)
      }
    })
  },
})

async function failing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`tagging artifact failed: ${what}${error.message}`, { cause: error })
  }
}
