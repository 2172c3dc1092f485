import { mediaTypes, openRegistry } from '@sluice/io/oci'

/** Pushes an archive to a registry that speaks HTTP, as `helm push` does. */
export async function pushChart(
  archive: Uint8Array,
  to: {
    readonly host: string
    readonly path: string
    readonly tag: string
    readonly login?: { readonly username: string; readonly password: string }
  },
): Promise<void> {
  const { signal } = new AbortController()
  const credentials = to.login ? { credentials: { type: 'basic' as const, ...to.login } } : {}
  const registry = openRegistry({ registry: to.host, plainHttp: true, ...credentials })
  const content = await registry.pushBlob(to.path, archive, signal)
  const config = await registry.pushBlob(to.path, Buffer.from('{}'), signal)
  const mediaType = mediaTypes.ociManifest
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: { ...config, mediaType: mediaTypes.helmConfig },
    layers: [{ ...content, mediaType: mediaTypes.helmChart }],
  }
  const bytes = Buffer.from(JSON.stringify(manifest))
  await registry.pushManifest(to.path, to.tag, { mediaType, bytes }, signal)
  await registry.close()
}
