import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { GitRepositorySpec } from '@sluice/api/source'
import { changed, conditionsOf, Fixture } from './fixture.ts'

const fixture = new Fixture()
before(() => fixture.start())
after(() => fixture.stop())

const told = (done: { readonly events: readonly { severity: string; reason: string; message: string }[] }) =>
  done.events.map(({ severity, reason, message }) => `${severity} ${reason}: ${message}`)

test('a first commit becomes an artifact, and is told', async () => {
  const commit = await fixture.push('first', { files: { 'app/a.yaml': 'a: 1' }, message: 'one\n\nbody' })
  const done = await fixture.reconcile(fixture.object('first'))
  const revision = `main@sha1:${commit}`
  assert.deepEqual(conditionsOf(done.object), [
    `Ready=True Succeeded: stored artifact for revision '${revision}'`,
    `ArtifactInStorage=True Succeeded: stored artifact for revision '${revision}'`,
  ])
  assert.equal(done.status.observedGeneration, 1)
  assert.equal(done.status.artifact?.path, `gitrepository/ns/first/${commit}.tar.gz`)
  assert.deepEqual(told(done), ["info NewArtifact: stored artifact for commit 'one'"])
  assert.equal(done.events[0]?.metadata?.['source.toolkit.fluxcd.io/revision'], revision)
  assert.deepEqual(fixture.filesOf(done.object), ['app/a.yaml'])
})

test('an unchanged remote leaves the artifact as it is', async () => {
  const commit = await fixture.push('same', { files: { a: '1' } })
  const first = await fixture.reconcile(fixture.object('same'))
  const again = await fixture.reconcile(first.object)
  assert.deepEqual(again.status.artifact, first.status.artifact)
  assert.deepEqual(told(again), [
    `trace GitOperationSucceeded: no changes since last reconciliation: observed revision 'main@sha1:${commit}'`,
  ])
})

test('a new commit replaces the artifact', async () => {
  await fixture.push('next', { files: { a: '1' }, message: 'one' })
  const first = await fixture.reconcile(fixture.object('next'))
  const message = 'a subject that is much longer than what fits into fifty characters'
  await fixture.push('next', { files: { b: '2' }, message })
  const second = await fixture.reconcile(first.object)
  assert.deepEqual(told(second), [
    "info NewArtifact: stored artifact for commit 'a subject that is much longer than what fits into ...'",
  ])
  assert.deepEqual(fixture.filesOf(second.object), ['a', 'b'])
  assert.equal(second.condition('ArtifactOutdated'), undefined)
})

test('the same files under another revision are no news', async () => {
  await fixture.push('empty-commit', { files: { a: '1' } })
  const first = await fixture.reconcile(fixture.object('empty-commit'))
  const commit = await fixture.push('empty-commit', { message: 'nothing' })
  const second = await fixture.reconcile(first.object)
  assert.equal(second.status.artifact?.revision, `main@sha1:${commit}`)
  assert.equal(second.status.artifact?.digest, first.status.artifact?.digest)
  assert.deepEqual(told(second), [])
})

test('a failing remote keeps the artifact; its recovery is told', async () => {
  const commit = await fixture.push('heals', { files: { a: '1' } })
  const url = fixture.url('heals')
  const first = await fixture.reconcile(fixture.object('heals'))
  const gone = changed(first.object, { url: fixture.url('gone') })
  const failed = await fixture.reconcile(gone)
  const message =
    'failed to checkout and determine revision: unable to list remote for ' +
    `'${fixture.url('gone')}': repository not found: repository not found`
  assert.deepEqual(conditionsOf(failed.object), [
    'Reconciling=True ProgressingWithRetry: processing object: new generation 1 -> 2',
    `Ready=False GitOperationFailed: ${message}`,
    `FetchFailed=True GitOperationFailed: ${message}`,
    `ArtifactInStorage=True Succeeded: stored artifact for revision 'main@sha1:${commit}'`,
  ])
  assert.equal(failed.status.observedGeneration, 1)
  assert.deepEqual(failed.status.artifact, first.status.artifact)
  assert.deepEqual(told(failed), [`error GitOperationFailed: ${message}`])
  const healed = await fixture.reconcile(changed(failed.object, { url }))
  assert.deepEqual(told(healed), [
    `trace GitOperationSucceeded: no changes since last reconciliation: observed revision 'main@sha1:${commit}'`,
    `info Succeeded: stored artifact for commit 'main@sha1:${commit}'`,
  ])
  assert.equal(healed.condition('FetchFailed'), undefined)
  assert.equal(healed.status.observedGeneration, 3)
})

test('what cannot be fetched at first says so', async () => {
  await fixture.push('refs', { files: { a: '1' }, tag: 'v1.0.0' })
  const url = fixture.url('refs')
  const cases: readonly [Partial<GitRepositorySpec>, string][] = [
    [
      { ref: { branch: 'no' } },

      `unable to clone '${url}': couldn't find remote ref "refs/heads/no"`,
    ],
    [
      { ref: { tag: 'no' } },

      `unable to clone '${url}': couldn't find remote ref "refs/tags/no"`,
    ],
    [
      { ref: { name: 'refs/no' } },

      "unable to resolve ref 'refs/no' to a specific commit",
    ],
    [{ ref: { semver: '2.x' } }, 'no match found for semver: 2.x'],
    [{ ref: { semver: 'x.y' } }, 'semver parse error: improper constraint: "x.y"'],
    [
      { ref: { commit: '1'.repeat(40) } },

      `unable to resolve commit object for '${'1'.repeat(40)}': object not found`,
    ],
  ]
  for (const [spec, message] of cases) {
    const done = await fixture.reconcile(fixture.object('refs', spec))
    assert.deepEqual(conditionsOf(done.object), [
      'Reconciling=True ProgressingWithRetry: building artifact',
      `Ready=False GitOperationFailed: failed to checkout and determine revision: ${message}`,
      `FetchFailed=True GitOperationFailed: failed to checkout and determine revision: ${message}`,
    ])
    assert.equal(done.status.observedGeneration, -1)
  }
})

test('an empty repository says so', async () => {
  await fixture.server.createRepository('void')
  const done = await fixture.reconcile(fixture.object('void'))
  assert.equal(done.condition('FetchFailed')?.reason, 'EmptyGitRepository')
  assert.equal(done.condition('Ready')?.message, 'git repository is empty')
})

test('an address that is none stalls, and is not tried again', async () => {
  const done = await fixture.reconcile(fixture.object('bad', { url: 'http://bad host/x' }))
  const message = `failed to parse url 'http://bad host/x': parse "http://bad host/x": invalid character " " in host name`
  assert.deepEqual(conditionsOf(done.object), [
    `Stalled=True URLInvalid: ${message}`,
    `Ready=False URLInvalid: ${message}`,
    `FetchFailed=True URLInvalid: ${message}`,
  ])
  assert.equal(done.status.observedGeneration, 1)
  assert.equal(done.next.type, 'settled')
})

test('secrets that are missing or incomplete are named', async () => {
  await fixture.push('auth', { files: { a: '1' } })
  fixture.secrets.set('only-password', { password: 'secret' })
  fixture.secrets.set('no-address', { other: 'x' })
  fixture.secrets.set('odd-scheme', { address: 'ftp://x' })
  const cases = [
    [
      { secretRef: { name: 'none' } },
      `failed to get secret 'ns/none': failed to get secret 'ns/none': secrets "none" not found`,
    ],
    [
      { secretRef: { name: 'only-password' } },
      "failed to configure authentication options: invalid 'http' auth option: 'password' requires 'username' to be set",
    ],
    [
      { secretRef: { name: 'no-address' }, url: 'ssh://git@example.com/x' },
      "failed to configure authentication options: invalid 'ssh' auth option: 'identity' is required",
    ],
    [{ proxySecretRef: { name: 'none' } }, "failed to configure proxy options: secret 'ns/none' not found"],
    [
      { proxySecretRef: { name: 'no-address' } },
      "failed to configure proxy options: secret 'ns/no-address': key 'address' not found",
    ],
    [
      { proxySecretRef: { name: 'odd-scheme' } },
      "failed to configure proxy options: secret 'ns/odd-scheme': proxy URL must use one of the supported schemes (http, https, socks5), got 'ftp'",
    ],
  ] as const
  for (const [spec, message] of cases) {
    const done = await fixture.reconcile(fixture.object('auth', spec))
    assert.equal(done.condition('Ready')?.reason, 'AuthenticationFailed')
    assert.equal(done.condition('FetchFailed')?.message, message)
  }
})

test('ignore rules shape the artifact, and a change of them remakes it under the same revision', async () => {
  const files = {
    'app/a.yaml': '1',
    'app/b.yaml': '2',
    'docs/d.yaml': '3',
    'logo.png': '4',
    'sub/.sourceignore': 'x.yaml\n',
    'sub/x.yaml': '5',
  }
  await fixture.push('ignore', { files })
  const first = await fixture.reconcile(fixture.object('ignore', { ignore: '/docs\nb.yaml\n' }))
  assert.deepEqual(fixture.filesOf(first.object), ['app/a.yaml', 'logo.png', 'sub/.sourceignore'])
  assert.equal(first.status.observedIgnore, '/docs\nb.yaml\n')
  const second = await fixture.reconcile(changed(first.object, { ignore: '/*\n!/app\n' }))
  assert.deepEqual(fixture.filesOf(second.object), ['app/a.yaml', 'app/b.yaml'])
  assert.equal(second.status.artifact?.revision, first.status.artifact?.revision)
})

test('a sparse checkout takes the folders that are named, each of which must exist', async () => {
  await fixture.push('sparse', { files: { 'app/a': '1', 'docs/d': '2', x: '3' } })
  const done = await fixture.reconcile(fixture.object('sparse', { sparseCheckout: ['./app'] }))
  assert.deepEqual(fixture.filesOf(done.object), ['app/a'])
  assert.deepEqual(done.status.observedSparseCheckout, ['./app'])
  const failed = await fixture.reconcile(changed(done.object, { sparseCheckout: ['app', 'none'] }))
  assert.match(
    failed.condition('FetchFailed')?.message ?? '',
    /^failed to sparse checkout directories : sparse checkout dir 'none' does not exist in repository: /,
  )
})

test('an include is waited for, copied in, and only taken anew when its includer is reconciled', async () => {
  await fixture.push('lib', { files: { 'lib/l.yaml': '1', other: '2' } })
  await fixture.push('main', { files: { a: '1' } })
  const include = [{ repository: { name: 'lib' }, fromPath: 'lib', toPath: 'vendor' }]
  const waiting = await fixture.reconcile(fixture.object('main', { include }))
  assert.equal(waiting.condition('IncludeUnavailable')?.reason, 'NotFound')
  assert.deepEqual(waiting.next, { type: 'after', milliseconds: 30_000, jitter: false })
  const lib = await fixture.reconcile(fixture.object('lib'))
  const done = await fixture.reconcile(waiting.object)
  assert.deepEqual(fixture.filesOf(done.object), ['a', 'vendor/l.yaml'])
  assert.deepEqual(done.status.includedArtifacts, [lib.status.artifact])
  assert.deepEqual(done.status.observedInclude, include)
  assert.equal(done.condition('IncludeUnavailable'), undefined)

  await fixture.push('lib', { files: { 'lib/m.yaml': '2' } })
  await fixture.reconcile(lib.object)
  const again = await fixture.reconcile(done.object)
  assert.deepEqual(fixture.filesOf(again.object), ['a', 'vendor/l.yaml', 'vendor/m.yaml'])
  assert.equal(again.status.artifact?.revision, done.status.artifact?.revision)

  const wrong = changed(again.object, { include: [{ repository: { name: 'lib' }, fromPath: 'none' }] })
  const failed = await fixture.reconcile(wrong)
  assert.equal(failed.condition('StorageOperationFailed')?.reason, 'CopyFailure')
  assert.match(
    failed.condition('Ready')?.message ?? '',
    /^failed to copy 'lib' include from none to lib: cannot stat .*: no such file or directory$/,
  )
})

test('an artifact that was damaged or lost is made anew', async () => {
  await fixture.push('lost', { files: { a: '1' } })
  const first = await fixture.reconcile(fixture.object('lost'))
  const path = join(fixture.store.dir, first.status.artifact?.path ?? '')
  writeFileSync(path, 'damaged')
  const second = await fixture.reconcile(first.object)
  assert.match(
    told(second)[0] ?? '',
    /^error ArtifactVerificationFailed: failed to verify integrity of artifact: computed digest/,
  )
  assert.equal(second.status.artifact?.digest, first.status.artifact?.digest)
  assert.deepEqual(fixture.filesOf(second.object), ['a'])
})

test('a repository that is too large ends with a clear message, and the last artifact stays', async () => {
  await fixture.push('crowd', { files: { a: '1' } })
  const first = await fixture.reconcile(fixture.object('crowd'))
  const files = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`f${i}`, `${i}`]))
  await fixture.push('crowd', { files })
  const failed = await fixture.reconcile(first.object)
  assert.equal(
    failed.condition('Ready')?.message,
    `failed to checkout and determine revision: unable to clone '${fixture.url('crowd')}': repository holds more than 1000 files`,
  )
  assert.deepEqual(failed.status.artifact, first.status.artifact)
})

test('a deleted object takes its artifacts with it', async () => {
  await fixture.push('deleted', { files: { a: '1' } })
  const first = await fixture.reconcile(fixture.object('deleted'))
  const path = join(fixture.store.dir, first.status.artifact?.path ?? '')
  assert.ok(existsSync(path))
  const metadata = { ...first.object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }
  const done = await fixture.reconcile({ ...first.object, metadata })
  assert.deepEqual(told(done), [
    'trace GarbageCollectionSucceeded: garbage collected artifacts for deleted resource',
  ])
  assert.ok(!existsSync(path))
})
