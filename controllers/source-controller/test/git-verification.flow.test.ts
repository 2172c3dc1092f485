import assert from 'node:assert/strict'
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { GitRepositorySpec } from '@sluice/api/source'
import { changed, conditionsOf, Fixture } from './fixture.ts'

const run = promisify(execFile)
const fixture = new Fixture()
const gnupg = join(fixture.dir, 'gnupg')
const sshKeygen = 'ssh-keygen'
const gpgProgram = 'gpg'
const gpgConf = 'gpgconf'
const isAbsent = (program: string) => spawnSync(program, ['--version']).error !== undefined
const withoutSsh = isAbsent(sshKeygen) && 'ssh-keygen is not installed'
const withoutGpg = isAbsent(gpgProgram) && 'gpg is not installed'

before(() => fixture.start())
after(async () => {
  // The agent of a keyring lives on, in a folder that is about to go.
  if (!withoutGpg) spawnSync(gpgConf, ['--homedir', gnupg, '--kill', 'all'])
  await fixture.stop()
})

/** How `git` is told to sign, and what the Secret with the public key holds. */
interface Signer {
  readonly config: readonly string[]
  readonly secret: Readonly<Record<string, string>>
  /** How messages name the key. */
  readonly key: string
}

function sshSigner(name: string, type: string): Signer {
  const path = join(fixture.dir, name)
  execFileSync(sshKeygen, ['-q', '-t', type, '-N', '', '-C', 'a comment', '-f', path])
  const [, key = ''] = execFileSync(sshKeygen, ['-l', '-f', path]).toString().split(' ')
  const config = ['gpg.format=ssh', `user.signingKey=${path}.pub`]
  return { config, key, secret: { 'me.sshpub': readFileSync(`${path}.pub`, 'utf8') } }
}

function pgpSigner(owner: string): Signer {
  mkdirSync(gnupg, { recursive: true, mode: 0o700 })
  const gpg = (...args: string[]) =>
    execFileSync(gpgProgram, ['--homedir', gnupg, '--batch', '--quiet', ...args], {
      stdio: 'pipe',
    }).toString()
  gpg(
    '--passphrase',
    '',
    '--quick-generate-key',
    `${owner} <${owner}@example.com>`,
    'ed25519',
    'sign',
    'never',
  )
  const [, key = ''] =
    /^pub:.*?:.*?:.*?:([0-9A-F]{16}):/m.exec(gpg('--with-colons', '--list-keys', owner)) ?? []
  const config = ['gpg.format=openpgp', `user.signingKey=${key}`]
  return { config, key, secret: { 'me.asc': gpg('--armor', '--export', key) } }
}

/** Pushes a signed commit and, if named, a signed tag of it. */
async function pushSigned(name: string, signer: Signer, tag?: string): Promise<string> {
  await fixture.push(name, { files: { a: '1' } })
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', [...signer.config.flatMap(each => ['-c', each]), ...args], {
      cwd: join(fixture.dir, 'trees', name),
      env: {
        PATH: process.env['PATH'],
        HOME: fixture.dir,
        GNUPGHOME: gnupg,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Jürgen',
        GIT_AUTHOR_EMAIL: 'j@example.com',
        GIT_COMMITTER_NAME: 'Jürgen',
        GIT_COMMITTER_EMAIL: 'j@example.com',
      },
    })
    return stdout.trim()
  }
  await git('commit', '-q', '-S', '--allow-empty', '-m', 'signed\n\nby Jürgen')
  if (tag) await git('tag', '-s', tag, '-m', 'a tag\n\n-----BEGIN PGP SIGNATURE-----\nnot yet')
  await git('push', '-q', '-f', '--all', fixture.url(name))
  await git('push', '-q', '-f', '--tags', fixture.url(name))
  return git('rev-parse', tag ?? 'HEAD')
}

function verifying(name: string, mode: string, spec: Partial<GitRepositorySpec> = {}) {
  return fixture.object(name, {
    verify: { mode, secretRef: { name } } as GitRepositorySpec['verify'],
    ...spec,
  })
}

const verified = (done: { readonly object: Parameters<typeof conditionsOf>[0] }) =>
  conditionsOf(done.object).find(text => text.startsWith('SourceVerified='))

for (const type of ['ed25519', 'ecdsa', 'rsa']) {
  test(`a commit signed with an SSH key of type ${type} is verified`, { skip: withoutSsh }, async () => {
    const name = `ssh-${type}`
    const signer = sshSigner(name, type)
    fixture.secrets.set(name, signer.secret)
    const commit = await pushSigned(name, signer)
    const done = await fixture.reconcile(verifying(name, 'HEAD'))
    assert.equal(
      verified(done),
      `SourceVerified=True Succeeded: verified signature of\n\t- commit '${commit}' with key '${signer.key}'`,
    )
    assert.equal(done.status.sourceVerificationMode, 'HEAD')
    assert.equal(done.condition('Ready')?.status, 'True')
  })
}

test('a tag and its commit signed with a PGP key are verified', { skip: withoutGpg }, async () => {
  const signer = pgpSigner('pgp')
  fixture.secrets.set('pgp', signer.secret)
  const tag = await pushSigned('pgp', signer, 'v1.0.0')
  const done = await fixture.reconcile(verifying('pgp', 'TagAndHEAD', { ref: { semver: '1.x' } }))
  const [, commit] = done.status.artifact?.revision?.split(':') ?? []
  assert.equal(
    verified(done),
    `SourceVerified=True Succeeded: verified signature of\n\t- tag 'v1.0.0@${tag}' with key '${signer.key}'` +
      `\n\t- commit '${commit}' with key '${signer.key}'`,
  )
  assert.equal(done.status.sourceVerificationMode, 'TagAndHEAD')
})

test('a tag signed with an SSH key is verified', { skip: withoutSsh }, async () => {
  const signer = sshSigner('ssh-tag', 'ed25519')
  fixture.secrets.set('ssh-tag', signer.secret)
  const tag = await pushSigned('ssh-tag', signer, 'v1.0.0')
  const done = await fixture.reconcile(verifying('ssh-tag', 'Tag', { ref: { tag: 'v1.0.0' } }))
  assert.match(verified(done) ?? '', new RegExp(`\\n\\t- tag 'v1.0.0@${tag}' with key 'SHA256:`))
})

test('a signature by somebody else gives no artifact', { skip: withoutSsh || withoutGpg }, async () => {
  const [me, other] = [sshSigner('by-me', 'ed25519'), sshSigner('by-other', 'ed25519')]
  const commit = await pushSigned('strange', other)
  const failed = `signature verification of commit '${commit}' failed: `
  const noMatch = 'unable to verify payload with any of the given authorized keys: no matching key'
  const cases = [
    [me.secret, `unable to verify Git commit SSH signature: ${noMatch}\npublic key does not match`],
    [
      { 'x.sshpub': 'ssh-ed25519 AAAA' },
      'unable to verify Git commit SSH signature: unable to parse authorized keys: ' +
        'unable to parse authorized key: ssh: no key found',
    ],
    [
      pgpSigner('strange').secret,
      'SSH signature detected but no SSH public keys found in secret (keys with .sshpub suffix)',
    ],
  ] as const
  for (const [secret, message] of cases) {
    fixture.secrets.set('strange', secret)
    const done = await fixture.reconcile(verifying('strange', 'HEAD'))
    assert.equal(verified(done), `SourceVerified=False InvalidCommitSignature: ${failed}${message}`)
    assert.equal(done.condition('Ready')?.reason, 'InvalidCommitSignature')
    assert.equal(done.status.artifact, undefined)
  }
})

test('a PGP signature by somebody else gives no artifact', { skip: withoutGpg }, async () => {
  const commit = await pushSigned('pgp-strange', pgpSigner('one'))
  fixture.secrets.set('pgp-strange', { 'bad.asc': 'no ring', ...pgpSigner('two').secret })
  const done = await fixture.reconcile(verifying('pgp-strange', 'head'))
  assert.equal(
    verified(done),
    `SourceVerified=False InvalidCommitSignature: signature verification of commit '${commit}' failed: ` +
      'unable to verify Git commit: unable to verify payload with any of the given key rings: no matching key',
  )
})

test('what is not signed, or is no tag, gives no artifact', async () => {
  fixture.secrets.set('plain', { 'x.asc': 'none' })
  const commit = await fixture.push('plain', { files: { a: '1' }, tag: 'v1' })
  const cases: readonly [string, GitRepositorySpec['ref'], string][] = [
    [
      'HEAD',
      { branch: 'main' },
      `InvalidCommitSignature: signature verification of commit '${commit}' failed: unsupported signature type: empty`,
    ],
    ['Tag', { tag: 'v1' }, "InvalidGitObject: cannot verify signature of tag 'v1' since it is not signed"],
    [
      'Tag',
      { branch: 'main' },
      "InvalidVerificationMode: cannot verify tag object's signature if a tag reference is not specified",
    ],
  ]
  for (const [mode, ref, message] of cases) {
    const done = await fixture.reconcile(verifying('plain', mode, { ref }))
    assert.equal(verified(done), `SourceVerified=False ${message}`)
    assert.equal(done.status.artifact, undefined)
    assert.equal(done.condition('Stalled') !== undefined, message.startsWith('InvalidVerificationMode'))
  }
})

test('a Secret that is missing is told', async () => {
  await fixture.push('no-secret', { files: { a: '1' } })
  const done = await fixture.reconcile(verifying('no-secret', 'HEAD'))
  assert.equal(
    verified(done),
    'SourceVerified=False VerificationError: public keys secret error: secrets "no-secret" not found',
  )
})

test('verification that is asked for later looks at the commit again; given up, it leaves nothing', {
  skip: withoutSsh,
}, async () => {
  const signer = sshSigner('later', 'ed25519')
  fixture.secrets.set('later', signer.secret)
  await pushSigned('later', signer)
  const first = await fixture.reconcile(fixture.object('later'))
  const { verify } = verifying('later', 'HEAD').spec ?? {}
  const second = await fixture.reconcile(changed(first.object, { ...(verify ? { verify } : {}) }))
  assert.match(verified(second) ?? '', /^SourceVerified=True/)
  const { verify: _, ...spec } = second.object.spec ?? {}
  const without = { ...second.object, spec: spec as GitRepositorySpec }
  const third = await fixture.reconcile(without)
  assert.equal(verified(third), undefined)
  assert.equal(third.status.sourceVerificationMode, undefined)
})
