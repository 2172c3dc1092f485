import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type GitServer, type Push, startGitServer } from '../src/git-server/index.ts'
import { GitFixture } from './git-fixture.ts'

const fixture = new GitFixture()
const pushes: Push[] = []
let server: GitServer

before(async () => {
  server = await startGitServer({
    dir: fixture.folder('repositories'),
    credentials: { username: 'user', password: 'secret' },
    onPush: push => pushes.push(push),
  })
})
after(async () => {
  await server.stop()
  fixture.remove()
})

const withLogin = (url: string) => url.replace('://', '://user:secret@')

test('startGitServer() takes pushes, tells of them, and gives back what it took', async () => {
  const url = withLogin(await server.createRepository('team/app'))
  const commit = await fixture.commit({ files: { a: '1' } })
  await fixture.push(url)
  assert.deepEqual(pushes.at(-1), { repository: 'team/app' })
  assert.match(await fixture.git('ls-remote', url, 'refs/heads/main'), new RegExp(commit))
  await fixture.git('clone', '-q', url, `${fixture.dir}/clone`)
})

test('createRepository() keeps a repository that is there', async () => {
  const url = withLogin(await server.createRepository('team/app'))
  assert.match(await fixture.git('ls-remote', url), /refs\/heads\/main/)
})

test('createRepository() refuses names that lead elsewhere', async () => {
  for (const name of ['../x', 'a/../b', '/x', '.git', '']) {
    await assert.rejects(server.createRepository(name), RangeError)
  }
})

test('startGitServer() refuses strangers, unknown repositories and odd paths', async () => {
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${server.url}${path}`, { headers })).status
  const login = { authorization: `Basic ${btoa('user:secret')}` }
  const list = '/info/refs?service=git-upload-pack'
  assert.equal(await status(`/team/app.git${list}`), 401)
  assert.equal(await status(`/team/app.git${list}`, login), 200)
  assert.equal(await status(`/none.git${list}`, login), 404)
  assert.equal(await status('/team/app.git/%2e%2e/%2e%2e/secret', login), 404)
  assert.equal(await status('/', login), 404)
})

test('startGitServer() makes a repository of a first push where it may', async () => {
  const generous = await startGitServer({ dir: fixture.folder('generous'), createsOnPush: true })
  try {
    await fixture.commit({ files: { b: '2' } })
    await fixture.push(`${generous.url}/fresh.git`)
    assert.match(await fixture.git('ls-remote', `${generous.url}/fresh.git`), /refs\/heads\/main/)
    const unknown = await fetch(`${generous.url}/other.git/info/refs?service=git-upload-pack`)
    assert.equal(unknown.status, 404)
  } finally {
    await generous.stop()
  }
})
