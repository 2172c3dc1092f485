import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Advertisement } from './advertisement.ts'
import { findTarget, formatRevision, type GitRef, kindOf, type RefKind, shortReference } from './target.ts'

const hash = (digit: string) => digit.repeat(40)

function remote(refs: Readonly<Record<string, string>>): Advertisement {
  return { refs: new Map(Object.entries(refs)), capabilities: new Set() }
}

const usual = remote({
  HEAD: hash('a'),
  'refs/heads/main': hash('a'),
  'refs/heads/feature/x': hash('b'),
  'refs/tags/v1.0.0': hash('1'),
  'refs/tags/v1.0.0^{}': hash('c'),
  'refs/tags/v1.1.0': hash('d'),
  'refs/tags/v1.2.0-rc.1': hash('e'),
  'refs/tags/2.0.0': hash('f'),
  'refs/tags/v9': hash('9'),
  'refs/pull/7/head': hash('7'),
})

const precedence: readonly [GitRef, RefKind][] = [
  [{}, 'branch'],
  [{ branch: 'b' }, 'branch'],
  [{ branch: 'b', semver: '1' }, 'semver'],
  [{ branch: 'b', semver: '1', tag: 't' }, 'tag'],
  [{ branch: 'b', semver: '1', tag: 't', name: 'n' }, 'name'],
  [{ branch: 'b', semver: '1', tag: 't', name: 'n', commit: 'c' }, 'commit'],
]
for (const [ref, kind] of precedence) {
  test(`kindOf() takes ${kind} of ${JSON.stringify(ref)}`, () => assert.equal(kindOf(ref), kind))
}

const tips: readonly { ref: GitRef; reference: string; commit: string; tag?: string }[] = [
  { ref: { branch: 'main' }, reference: 'refs/heads/main', commit: hash('a') },
  { ref: { branch: 'feature/x' }, reference: 'refs/heads/feature/x', commit: hash('b') },
  { ref: { tag: 'v1.0.0' }, reference: 'refs/tags/v1.0.0', commit: hash('c'), tag: hash('1') },
  { ref: { tag: 'v1.1.0' }, reference: 'refs/tags/v1.1.0', commit: hash('d') },
  { ref: { semver: '>=1.0.0 <2.0.0' }, reference: 'refs/tags/v1.1.0', commit: hash('d') },
  { ref: { semver: '*' }, reference: 'refs/tags/2.0.0', commit: hash('f') },
  { ref: { semver: '>=1.2.0-0 <2' }, reference: 'refs/tags/v1.2.0-rc.1', commit: hash('e') },
  { ref: { name: 'refs/pull/7/head' }, reference: 'refs/pull/7/head', commit: hash('7') },
]
for (const { ref, ...tip } of tips) {
  test(`findTarget() finds ${JSON.stringify(ref)}`, () => {
    assert.deepEqual(findTarget(ref, usual), { type: 'tip', candidates: [tip] })
  })
}

test('findTarget() gives every tag of equal precedence: the newest commit decides', () => {
  const target = findTarget(
    { semver: '1.x' },
    remote({ HEAD: hash('a'), 'refs/tags/1.0.0+a': hash('b'), 'refs/tags/1.0.0+b': hash('c') }),
  )
  assert.deepEqual(target.type === 'tip' && target.candidates.map(({ commit }) => commit), [
    hash('b'),
    hash('c'),
  ])
})

test('findTarget() looks for a commit in the branch that is named, or in all', () => {
  const commit = hash('8')
  assert.deepEqual(findTarget({ commit, branch: 'main' }, usual), {
    type: 'history',
    commit,
    tips: [hash('a')],
    reference: 'refs/heads/main',
  })
  assert.deepEqual(findTarget({ commit }, usual), {
    type: 'history',
    commit,
    tips: [hash('a'), hash('b')],
    reference: undefined,
  })
})

const failures: readonly [GitRef, string][] = [
  [{}, `couldn't find remote ref "refs/heads/master"`],
  [{ branch: 'nope' }, `couldn't find remote ref "refs/heads/nope"`],
  [{ tag: 'nope' }, `couldn't find remote ref "refs/tags/nope"`],
  [{ name: 'refs/nope' }, "unable to resolve ref 'refs/nope' to a specific commit"],
  [
    { name: '/refs/heads/main' },
    "ref /refs/heads/main is invalid; Git refs cannot begin or end with a slash '/'",
  ],
  [{ semver: '7.x' }, 'no match found for semver: 7.x'],
  [{ semver: 'seven' }, 'semver parse error: improper constraint: "seven"'],
]
for (const [ref, message] of failures) {
  test(`findTarget() refuses ${JSON.stringify(ref)}`, () => {
    assert.throws(() => findTarget(ref, usual), { name: 'GitError', message })
  })
}

test('formatRevision() names the algorithm by the length of the hash', () => {
  assert.equal(formatRevision('main', hash('a')), `main@sha1:${hash('a')}`)
  assert.equal(formatRevision(undefined, hash('a')), `sha1:${hash('a')}`)
  assert.equal(formatRevision('main', 'a'.repeat(64)), `main@<unknown>:${'a'.repeat(64)}`)
})

test('shortReference() keeps the slashes of a name', () => {
  assert.equal(shortReference('refs/heads/feature/x'), 'feature/x')
  assert.equal(shortReference(undefined), undefined)
})
