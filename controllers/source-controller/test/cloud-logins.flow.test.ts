import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type GitServer, startGitServer } from '@sluice/io/git-server'
import type { Identities } from '../src/identity/object-identity.ts'
import { Fixture } from './fixture.ts'
import { identitiesOf } from './identities.ts'
import { object, push, reconcile, start } from './oci-fixture.ts'

/** Identities whose clouds are what a test says. */
function giving(cloud: Partial<Identities['cloud']>, isEnabled = true): Identities {
  const none = identitiesOf({ isEnabled, accounts: { reader: {} } })
  return { ...none, cloud: { ...none.cloud, ...cloud } }
}

const login = { username: 'me', password: 'secret', expiresAt: 0 }

test("a cloud's registry is logged in to once it asks for that", async () => {
  const open = await start()
  await push(open, 'latest', { 'a.yaml': '1' })
  const never = giving({ registryLogin: () => assert.fail('was not asked') })
  assert.equal((await reconcile(object(open, { provider: 'aws' }), never)).ready?.status, 'True')

  const closed = await start({ login: { type: 'basic', username: 'me', password: 'secret' } })
  await push(closed, 'latest', { 'a.yaml': '1' })
  const asked: unknown[] = []
  const registryLogin: Identities['cloud']['registryLogin'] = async (cloud, host, request) => {
    asked.push([cloud, host, (await request.account?.(request.signal))?.name])
    return login
  }
  const repo = object(closed, { provider: 'gcp' })
  assert.equal((await reconcile(repo, giving({ registryLogin }))).ready?.status, 'True')
  assert.deepEqual(asked, [['gcp', closed.host, undefined]])
})

test('what keeps us from a registry is told as it is', async () => {
  const closed = await start({ login: { type: 'basic', username: 'me', password: 'secret' } })
  await push(closed, 'latest', { 'a.yaml': '1' })
  const { ready, condition } = await reconcile(object(closed, { provider: 'aws' }), giving({}))
  assert.equal(ready?.reason, 'OCIArtifactPullFailed')
  assert.match(
    ready?.message ?? '',
    /^failed to determine artifact digest: (Get "http:[^"]*": )?invalid AWS registry: '127\.0\.0\.1:\d+'\. must match /,
  )
  assert.equal(condition('FetchFailed')?.message, ready?.message)
})

test('an account needs the gate', async () => {
  const gated = giving({}, false)
  const message =
    'to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller'
  const git = new Fixture()
  await git.start()
  git.identities = gated
  const done = await git.reconcile(
    git.object('app', {
      url: 'https://dev.azure.com/o/p/_git/r',
      provider: 'azure',
      serviceAccountName: 'reader',
    }),
  )
  assert.deepEqual(
    [done.condition('Stalled')?.reason, done.condition('Stalled')?.message],
    ['FeatureGateDisabled', message],
  )
  assert.equal(done.condition('FetchFailed')?.message, message)
  await git.stop()
})

const fixture = new Fixture()
let closed: GitServer
before(async () => {
  await fixture.start()
  await fixture.push('app', { files: { a: '1' } })
  const dir = join(fixture.dir, 'repositories')
  closed = await startGitServer({ dir, credentials: { username: 'me', password: 'secret' } })
})
after(async () => {
  await closed.stop()
  await fixture.stop()
})

test("a cloud's Git server is logged in to as the account that the spec names", async () => {
  const asked: unknown[] = []
  fixture.identities = giving({
    gitLogin: async (cloud, url, request) => {
      asked.push([cloud, url, (await request.account?.(request.signal))?.name])
      return { type: 'basic', ...login }
    },
  })
  const url = `${closed.url}/app.git`
  const done = await fixture.reconcile(
    fixture.object('app', { url, provider: 'aws', serviceAccountName: 'reader' }),
  )
  assert.equal(done.condition('Ready')?.status, 'True', done.condition('Ready')?.message)
  assert.deepEqual(asked, [['aws', url, 'reader']])
})

test('what keeps us from a Git server is told as it is', async () => {
  fixture.identities = giving({})
  const url = `${closed.url}/app.git`
  const done = await fixture.reconcile(fixture.object('app', { url, provider: 'aws' }))
  const ready = done.condition('Ready')
  assert.equal(ready?.reason, 'AuthenticationFailed')
  assert.equal(
    ready?.message,
    'failed to configure authentication options: AWS CodeCommit authentication requires an HTTPS Git URL',
  )
})
