import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mediaTypes } from '@sluice/io/oci'
import { object, push, reconcile, secrets, start } from './oci-fixture.ts'

test('an artifact of a registry is stored without what is ignored, and told', async () => {
  const server = await start()
  const origin = {
    'org.opencontainers.image.source': 'https://git.example/app',
    'org.opencontainers.image.revision': 'main@sha1:abc',
  }
  const digest = await push(server, 'latest', { 'a.yaml': 'a: 1', 'b.jpg': 'x', 'c/d.yaml': 'd: 1' }, origin)
  const done = await reconcile(object(server))
  assert.equal(done.ready?.message, `stored artifact for digest 'latest@${digest}'`)
  assert.equal(done.status.artifact?.path, `ocirepository/ns/app/${digest}.tar.gz`)
  assert.deepEqual(done.status.artifact?.metadata, origin)
  assert.equal(done.status.url, 'http://source.test/ocirepository/ns/app/latest.tar.gz')
  assert.deepEqual(await done.files(), ['a.yaml', 'c/d.yaml'])
  assert.deepEqual(done.told, [
    `info NewArtifact: stored artifact with revision 'latest@${digest}' from 'oci://${server.host}/app', ` +
      `origin source 'https://git.example/app', origin revision 'main@sha1:abc'`,
  ])

  server.requests.length = 0
  const again = await reconcile(done.object)
  assert.deepEqual(again.told, [
    `trace ArtifactUpToDate: artifact up-to-date with remote revision: 'latest@${digest}'`,
  ])
  assert.deepEqual(
    server.requests.map(({ line }) => line),
    ['GET /v2/', 'HEAD /v2/app/manifests/latest'],
  )
})

const choices = [
  { ref: { semver: '1.x' }, gives: '1.10.0' },
  { ref: { semver: '>=1.0.0-0', semverFilter: '-rc' }, gives: '2.0.0-rc.1' },
  { ref: { tag: 'stable', semver: '<1.5' }, gives: '1.2.0' },
  { ref: { tag: 'stable' }, gives: 'stable' },
]
for (const { ref, gives } of choices) {
  test(`a reference of ${JSON.stringify(ref)} finds ${gives}`, async () => {
    const server = await start({ pageSize: 2 })
    for (const tag of ['1.2.0', '1.10.0', '2.0.0-rc.1', 'stable', '3']) await push(server, tag, { tag })
    const done = await reconcile(object(server, { ref }))
    assert.equal(done.status.artifact?.revision.split('@')[0], gives)
  })
}

test('a digest outranks all else and is a revision without a tag', async () => {
  const server = await start()
  const digest = await push(server, '1', { a: '1' })
  await push(server, '2', { a: '2' })
  const done = await reconcile(object(server, { ref: { digest, tag: '2' } }))
  assert.equal(done.status.artifact?.revision, digest)
})

test('a layer can be stored as it is', async () => {
  const server = await start()
  await push(server, 'latest', { 'a.jpg': '1' })
  const layerSelector = { mediaType: mediaTypes.fluxContent, operation: 'copy' } as const
  const done = await reconcile(object(server, { layerSelector }))
  assert.deepEqual(await done.files(), ['a.jpg'])
  assert.deepEqual(done.status.observedLayerSelector, layerSelector)
})

for (const type of ['basic', 'token'] as const) {
  test(`a Secret logs in to a registry that asks for a ${type}`, async () => {
    const server = await start({ login: { type, username: 'me', password: 'secret' } })
    const digest = await push(server, 'latest', { a: '1' })
    const anonymous = await reconcile(object(server))
    assert.equal(anonymous.ready?.reason, 'OCIArtifactPullFailed')
    assert.match(anonymous.ready?.message ?? '', /^failed to determine artifact digest: .*UNAUTHORIZED/)
    const auth = Buffer.from('me:secret').toString('base64')
    secrets.set('pull', { '.dockerconfigjson': JSON.stringify({ auths: { [server.host]: { auth } } }) })
    for (const spec of [{ secretRef: { name: 'pull' } }, { serviceAccountName: 'deployer' }]) {
      const done = await reconcile(object(server, spec))
      assert.equal(done.status.artifact?.revision, `latest@${digest}`)
    }
  })
}

const refusals = [
  {
    spec: { url: 'oci://UPPER/case' },
    says: /^URL validation failed for 'oci:\/\/UPPER\/case': repository can only/,
    reason: 'URLInvalid',
  },
  {
    spec: { secretRef: { name: 'absent' } },
    says: /^failed to get credential: failed to get secret 'ns\/absent': secrets "absent" not found$/,
    reason: 'AuthenticationFailed',
  },
  {
    spec: { certSecretRef: { name: 'empty' } },
    says: /must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'$/,
    reason: 'AuthenticationFailed',
  },
  {
    spec: { proxySecretRef: { name: 'empty' } },
    says: /^failed to get proxy address: secret 'ns\/empty': key 'address' not found$/,
    reason: 'AuthenticationFailed',
  },
  {
    spec: { ref: { semver: '9.x' } },
    says: /no match found for semver: 9.x$/,
    reason: 'ReadOperationFailed',
  },
  {
    spec: { ref: { semver: '1.x', semverFilter: '(' } },
    says: /^failed to determine the artifact tag/,
    reason: 'ReadOperationFailed',
  },
  {
    spec: { ref: { tag: 'none' } },
    says: /^failed to determine artifact digest: .*MANIFEST_UNKNOWN/,
    reason: 'OCIArtifactPullFailed',
  },
  {
    spec: { layerSelector: { mediaType: 'x/y' } },
    says: /^failed to find layer with media type 'x\/y' in artifact$/,
    reason: 'OCIArtifactLayerOperationFailed',
  },
]
for (const { spec, says, reason } of refusals) {
  test(`a spec of ${JSON.stringify(spec)} fails with ${reason}`, async () => {
    secrets.set('empty', {})
    const server = await start()
    await push(server, 'latest', { a: '1' })
    const done = await reconcile(object(server, spec))
    assert.equal(done.ready?.reason, reason)
    assert.match(done.ready?.message ?? '', says)
    assert.equal(done.condition('FetchFailed')?.reason, reason)
  })
}

test('a layer that is not what its digest says is not stored', async () => {
  const server = await start()
  await push(server, 'latest', { a: '1' })
  server.fail(/blobs/, { status: 200, body: 'something else' })
  const done = await reconcile(object(server))
  assert.equal(done.ready?.reason, 'OCIArtifactLayerOperationFailed')
  assert.equal(done.status.artifact, undefined)
})
