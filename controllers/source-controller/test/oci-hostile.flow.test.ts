import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { object, packed, pushLayer, reconcile, start, store } from './oci-fixture.ts'

const layerFailed = 'OCIArtifactLayerOperationFailed'
const fine = packed({ 'a.yaml': 'a: 1' })
const elsewhere = { mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', size: 9 }
const unknown = `sha256:${'ab'.repeat(32)}`

const hostile: readonly {
  readonly does: string
  readonly layer?: Uint8Array
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly says: RegExp
}[] = [
  {
    does: 'has no layers',
    manifest: { layers: [] },
    reason: layerFailed,
    says: /^no layers found in artifact$/,
  },
  {
    does: 'keeps its layer elsewhere',
    manifest: { layers: [{ ...elsewhere, digest: unknown, urls: ['https://elsewhere.example/l'] }] },
    reason: layerFailed,
    says: /BLOB_UNKNOWN/,
  },
  {
    does: 'has layers without a digest',
    manifest: { layers: [{ mediaType: 'a/b', size: 1 }] },
    reason: 'OCIArtifactPullFailed',
    says: /cannot parse the manifest: layers has no digest$/,
  },
  {
    does: 'has layers that are no list',
    manifest: { layers: 'all' },
    reason: 'OCIArtifactPullFailed',
    says: /layers is not a list/,
  },
  {
    does: 'is an index of what is not there',
    manifest: { manifests: [{ mediaType: 'a/b', size: 1, digest: unknown }] },
    reason: 'OCIArtifactPullFailed',
    says: /^failed to pull artifact from '.*MANIFEST_UNKNOWN/,
  },
  {
    does: 'is not packed',
    layer: Buffer.from('this is no archive'),
    reason: layerFailed,
    says: /^failed to extract layer contents from artifact: requires gzip-compressed body: gzip: invalid header$/,
  },
  { does: 'is empty', layer: Buffer.of(), reason: layerFailed, says: /requires gzip-compressed body: EOF$/ },
  {
    does: 'is no archive',
    layer: gzipSync(Buffer.alloc(600, 'x')),
    reason: layerFailed,
    says: /entry has a wrong checksum$/,
  },
  {
    does: 'leads out of its folder',
    layer: packed({ '../../etc/passwd': 'root' }),
    reason: layerFailed,
    says: /entry '\.\.\/\.\.\/etc\/passwd' leads out of the tree$/,
  },
  {
    does: 'has absolute names',
    layer: packed({ '/etc/passwd': 'root' }),
    reason: layerFailed,
    says: /entry '\/etc\/passwd' leads out of the tree$/,
  },
  {
    does: 'is a bomb',
    layer: gzipSync(Buffer.alloc(64 * 1024 ** 2)),
    reason: layerFailed,
    says: /archive unpacks to more than \d+ bytes$/,
  },
  {
    does: 'holds more than may be stored',
    layer: packed({ big: Array.from({ length: 300_000 }, (_, i) => i).join('\n') }),
    reason: 'ArchiveOperationFailed',
    says: /^unable to archive artifact to storage: files hold more than 1048576 bytes$/,
  },
]
for (const { does, layer = fine, manifest = {}, reason, says } of hostile) {
  test(`an artifact that ${does} is refused, and nothing of it stored`, async () => {
    const server = await start()
    await pushLayer(server, 'latest', layer, manifest)
    const done = await reconcile(object(server))
    assert.match(done.ready?.message ?? '', says)
    assert.equal(done.ready?.reason, reason)
    assert.equal(done.status.artifact, undefined)
    assert.deepEqual(storedFiles(), [])
  })
}

/** Whatever is in the folder of the object, half written or not. */
function storedFiles(): readonly string[] {
  try {
    return readdirSync(join(store().dir, 'ocirepository/ns/app'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

const answers = [
  { status: 403, body: '', says: /unexpected status code 403 Forbidden/ },
  {
    status: 429,
    body: '{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}',
    says: /TOOMANYREQUESTS: slow down/,
  },
  { status: 500, body: 'oops', says: /unexpected status code 500 Internal Server Error: oops/ },
  { status: 200, body: '<html>log in here</html>', says: /the answer is no list of tags/ },
]
for (const { status, body, says } of answers) {
  test(`a registry that answers ${status} '${body}' to a question for tags is told of`, async () => {
    const server = await start()
    server.fail(/tags\/list/, { status, body })
    const done = await reconcile(object(server, { ref: { semver: '*' } }))
    assert.equal(done.ready?.reason, 'ReadOperationFailed')
    assert.match(done.ready?.message ?? '', says)
    assert.equal(done.condition('FetchFailed')?.status, 'True')
  })
}
