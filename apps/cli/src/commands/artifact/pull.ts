/** `pull artifact oci://…`. @module */
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { formatImageReference } from '@sluice/io/oci'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { parseArtifactUrl, registryFlags, withRegistry } from './artifact-registry.ts'
import { fetchContent } from './fetch-content.ts'

const flags = { ...registryFlags, output: text('folder to write to', '', { short: 'o' }) } as const

/** Pulls an artifact into a folder. */
export const pullArtifact = command({
  summary: 'Pull an artifact into a folder',
  usage: '[oci://…]',
  examples: ['sluice pull artifact oci://ghcr.io/org/app:v1 --output ./deploy'],
  flags,
  skipsNamespaceCheck: true,
  run: async context => {
    const { flags, log, args, cwd, signal } = context
    const [url] = args
    if (url === undefined) throw new UsageError('artifact URL is required')
    if (!flags.output) throw new UsageError('output path cannot be empty')
    const folder = resolve(cwd, flags.output)
    const found = statSync(folder, { throwIfNoEntry: false })
    if (!found) {
      const why = `stat ${flags.output}: no such file or directory`
      throw new UsageError(`invalid output path ${JSON.stringify(flags.output)}: ${why}`)
    }
    if (!found.isDirectory()) throw new UsageError(`invalid output path ${JSON.stringify(flags.output)}`)
    const reference = parseArtifactUrl(url)
    const { fetched, files } = await withRegistry(reference, context, registry => {
      log.action(`pulling artifact from ${formatImageReference(reference)}`)
      return fetchContent(registry, reference, signal)
    })
    for (const path of files.paths()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), files.read(path) ?? '')
    }
    const { annotations } = fetched.manifest
    const [source, revision] = ['source', 'revision'].map(
      name => annotations[`org.opencontainers.image.${name}`],
    )
    if (source) log.success(`source ${source}`)
    if (revision) log.success(`revision ${revision}`)
    const { registry, path } = reference
    log.success(`digest ${formatImageReference({ registry, path, digest: fetched.descriptor.digest })}`)
    log.success(`artifact content extracted to ${flags.output}`)
  },
})
