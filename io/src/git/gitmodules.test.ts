import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseGitmodules, resolveSubmoduleUrl } from './gitmodules.ts'

test('parseGitmodules() reads path and url of each section', () => {
  const text = `
# a comment
[submodule "lib"]
	path = vendor/lib
	url = ../lib.git # where it is
	branch = main
[other]
	path = not/this
	url = nor this
[submodule "with \\"quotes\\""]
	url = "https://example.com/a b.git"
	Path = "b"
[submodule "incomplete"]
	path = c
`
  assert.deepEqual(parseGitmodules(text), [
    { path: 'vendor/lib', url: '../lib.git' },
    { path: 'b', url: 'https://example.com/a b.git' },
  ])
})

const parent = 'https://example.com/team/app.git'
const urls: readonly [string, string | undefined][] = [
  ['https://other.example/x.git', 'https://other.example/x.git'],
  ['ssh://git@other.example/x.git', 'ssh://git@other.example/x.git'],
  ['../lib.git', 'https://example.com/team/lib.git'],
  ['../../else/lib.git', 'https://example.com/else/lib.git'],
  ['./sub.git', 'https://example.com/team/app.git/sub.git'],
  ['git@github.com:org/repo.git', 'ssh://git@github.com/org/repo.git'],
  ['host:/srv/repo.git', 'ssh://host/srv/repo.git'],
  ['/etc/passwd', undefined],
  ['file:///srv/repo.git', undefined],
  ['ext::sh -c whoami', undefined],
]
for (const [url, gives] of urls) {
  test(`resolveSubmoduleUrl() makes ${gives} of '${url}'`, () => {
    assert.equal(resolveSubmoduleUrl(parent, url), gives)
  })
}
