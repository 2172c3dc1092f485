import assert from 'node:assert/strict'
import test from 'node:test'
import { parseRepositoryUrl } from './repository-url.ts'

// biome-ignore format: a table
const urls: readonly (readonly [string, string, string, string])[] = [
  ['https://git.example/team/app//deploy/dev?ref=v2', 'https://git.example/team/app', 'deploy/dev', 'v2'],
  ['https://git.example/team/app/deploy', 'https://git.example/team/app', 'deploy', ''],
  ['https://git.example/a/b/c.git/deploy?ref=main', 'https://git.example/a/b/c.git', 'deploy', 'main'],
  ['http://git.example:8080/team/app.git', 'http://git.example:8080/team/app.git', '', ''],
  ['https://dev.example/org/project/_git/app/deploy?version=GBmain', 'https://dev.example/org/project/_git/app', 'deploy', 'GBmain'],
  ['ssh://git@git.example:2222/team/app.git//deploy', 'ssh://git@git.example:2222/team/app.git', 'deploy', ''],
  ['git@git.example:team/app.git//deploy?ref=1.0', 'git@git.example:team/app.git', 'deploy', '1.0'],
  ['git::https://git.example/team/app.git/deploy', 'https://git.example/team/app.git', 'deploy', ''],
  ['github.com/team/app/deploy?ref=v1', 'https://github.com/team/app', 'deploy', 'v1'],
  ['https://GitHub.com/team/app', 'https://github.com/team/app', '', ''],
  ['git@github.com/team/app', 'git@github.com:team/app', '', ''],
  ['ssh://github.com/team/app', 'github.com:team/app', '', ''],
  ['file:///srv/git/app.git//deploy', 'file:///srv/git/app.git', 'deploy', ''],
  ['file:///srv/git/app', 'file:///srv/git/app', '', ''],
]
for (const [url, repository, dir, ref] of urls) {
  test(`parseRepositoryUrl() takes ${url} apart`, () => {
    const parsed = parseRepositoryUrl(url)
    assert.deepEqual([parsed?.repository, parsed?.dir, parsed?.ref], [repository, dir, ref])
  })
}

for (const path of [
  '../base',
  'base',
  '/srv/base',
  'git.example/team/app',
  'ftp://git.example/team/app',
  '',
]) {
  test(`parseRepositoryUrl() takes '${path}' for a path`, () => {
    assert.equal(parseRepositoryUrl(path), undefined)
  })
}

for (const url of [
  'https://git.example/app',
  'https://git.example/team/app//../../etc',
  'https:///team/app',
]) {
  test(`parseRepositoryUrl() refuses ${url}`, () => {
    assert.equal(
      parseRepositoryUrl(url)?.repository,
      url.startsWith('https:///') ? 'https:///team/app' : undefined,
    )
  })
}

test('parseRepositoryUrl() reads the settings of the clone', () => {
  const url = 'https://git.example/team/app'
  assert.deepEqual(
    ['', '?submodules=false', '?timeout=90', '?timeout=2m', '?timeout=never'].map(query => {
      const parsed = parseRepositoryUrl(url + query)
      return [parsed?.submodules, parsed?.timeout]
    }),
    [
      [true, 27],
      [false, 27],
      [true, 90],
      [true, 120],
      [true, 27],
    ],
  )
})
