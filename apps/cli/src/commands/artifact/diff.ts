/** `diff artifact oci://…`: whether local files are those of an artifact. Exit code 1 tells that they are not. @module */
import type { FileTree } from '@sluice/base/flow'
import { treeOfTarGz } from '@sluice/base/tar'
import { command } from '../../parser/command.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { parseArtifactUrl, registryFlags, withRegistry } from './artifact-registry.ts'
import { fetchContent } from './fetch-content.ts'
import { packFlags, packPath, pathFlag, requirePath } from './pack-path.ts'

/** Compares an artifact with local files. */
export const diffArtifact = command({
  summary: 'Tell whether local files differ from an artifact',
  usage: '[oci://…]',
  examples: ['sluice diff artifact oci://ghcr.io/org/app:v1 --path ./deploy'],
  flags: { ...registryFlags, ...packFlags, ...pathFlag('') },
  skipsNamespaceCheck: true,
  run: async context => {
    const { flags, args, signal, log } = context
    const [url] = args
    if (url === undefined) throw new UsageError('artifact URL is required')
    if (!flags.path) throw new UsageError('invalid path ""')
    const reference = parseArtifactUrl(url)
    requirePath(context)
    const { files } = await withRegistry(reference, context, registry =>
      fetchContent(registry, reference, signal),
    )
    const local = treeOfTarGz((await packPath(context)).packed)
    if (!haveSameFiles(local, files))
      throw new Error('the remote artifact contents differs from the local one')
    log.success('no changes detected')
  },
})

function haveSameFiles(local: FileTree, remote: FileTree): boolean {
  const paths = local.paths()
  if (paths.join('\n') !== remote.paths().join('\n')) return false
  return paths.every(
    path => Buffer.compare(local.read(path) ?? Buffer.of(), remote.read(path) ?? Buffer.of()) === 0,
  )
}
