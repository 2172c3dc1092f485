import type { FileTree } from '@sluice/base/flow'
import { treeOfTarGz } from '@sluice/base/tar'
import { type FetchedManifest, type ImageReference, type Registry, RegistryError } from '@sluice/io/oci'

/** The manifest of an artifact, and the files of its first layer. @throws Error */
export async function fetchContent(
  registry: Registry,
  reference: ImageReference,
  signal: AbortSignal,
): Promise<{ readonly fetched: FetchedManifest; readonly files: FileTree }> {
  const { path, tag = 'latest', digest } = reference
  const fetched = await registry.manifest(path, digest ?? tag, signal)
  const [layer] = fetched.manifest.layers
  if (!layer) throw new RegistryError(200, '', 'no layers found in artifact')
  const chunks: Uint8Array[] = []
  for await (const chunk of registry.blob(path, layer, signal)) chunks.push(chunk)
  return { fetched, files: treeOfTarGz(Buffer.concat(chunks)) }
}
