import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChartError } from '../chart/chart-error.ts'
import { lockDigest } from './lock-digest.ts'
import { findEntry, formatRepositoryIndex, mergeIndexes, parseRepositoryIndex } from './repository-index.ts'
import { lockedDependency, resolveDependencies } from './resolve-dependencies.ts'

const text = `apiVersion: v1
entries:
  app:
  - {apiVersion: v2, name: app, version: 1.0.0, urls: [app-1.0.0.tgz], digest: aa, created: "2024-01-01T00:00:00Z"}
  - {apiVersion: v2, name: app, version: 2.0.0-rc.1, urls: [app-2.0.0-rc.1.tgz]}
  - {apiVersion: v2, name: app, version: 1.10.0, urls: [https://cdn.example.com/app-1.10.0.tgz]}
  - {apiVersion: v2, name: app, version: broken, urls: [x]}
  - null
  none: []
generated: "2024-01-01T00:00:00Z"
`

test('parseRepositoryIndex() sorts versions, newest first, and tells what it leaves out', () => {
  const skipped: string[] = []
  const index = parseRepositoryIndex(text, message => skipped.push(message))
  assert.deepEqual(
    index.entries['app']?.map(entry => entry.version),
    ['2.0.0-rc.1', '1.10.0', '1.0.0'],
  )
  assert.equal(skipped.length, 2)
})

const found = [
  { constraint: '', version: '1.10.0' },
  { constraint: '1.0.0', version: '1.0.0' },
  { constraint: '~1.0', version: '1.0.0' },
  { constraint: '>0.0.0-0', version: '2.0.0-rc.1' },
]
for (const { constraint, version } of found) {
  test(`findEntry() finds ${version} for '${constraint}'`, () => {
    assert.equal(findEntry(parseRepositoryIndex(text), 'app', constraint).version, version)
  })
}

const failures = [
  { name: 'nope', constraint: '', message: 'no chart name found' },
  { name: 'none', constraint: '', message: 'no chart version found' },
  { name: 'app', constraint: '>3', message: 'no chart version found for app->3' },
]
for (const { name, constraint, message } of failures) {
  test(`findEntry() of ${name} '${constraint}' says: ${message}`, () => {
    assert.throws(() => findEntry(parseRepositoryIndex(text), name, constraint), {
      name: 'ChartError',
      message,
    })
  })
}

test('parseRepositoryIndex() reads what formatRepositoryIndex() writes', () => {
  const index = parseRepositoryIndex(text)
  assert.deepEqual(parseRepositoryIndex(formatRepositoryIndex(index)), index)
})

test('parseRepositoryIndex() refuses a text without an API version', () => {
  assert.throws(() => parseRepositoryIndex('entries: {}\n'), new ChartError('no API version specified'))
  assert.throws(() => parseRepositoryIndex(''), new ChartError('empty index.yaml file'))
})

test('mergeIndexes() adds versions that are new, and keeps those that are not', () => {
  const other = parseRepositoryIndex(text.replace('digest: aa', 'digest: bb').replace('1.10.0,', '1.11.0,'))
  const merged = mergeIndexes(parseRepositoryIndex(text), other)
  assert.deepEqual(merged.entries['app']?.map(entry => entry.version).sort(), [
    '1.0.0',
    '1.10.0',
    '1.11.0',
    '2.0.0-rc.1',
  ])
  assert.equal(merged.entries['app']?.find(entry => entry.version === '1.0.0')?.digest, 'aa')
})

test('lockDigest() is what helm dependency update writes', () => {
  const asked = [lockedDependency('child', 'file://../child', '>=0.1.0')]
  const locked = [lockedDependency('child', 'file://../child', '0.1.0')]
  assert.equal(
    lockDigest(asked, locked),
    'sha256:99b5edcbdd86abd22cbe98b0547836fd886e0913f3a55d6797e62fb63d2ba5fd',
  )
})

const sources = {
  localVersion: () => '0.2.0',
  hasSubchart: (name: string) => name === 'there',
  versions: async () => ['2.0.0', '1.5.0', '1.0.0'],
}

test('resolveDependencies() picks the newest version that a constraint allows', async () => {
  const { dependencies } = await resolveDependencies(
    [
      lockedDependency('a', 'https://charts.example.com', '^1.0'),
      lockedDependency('b', 'file://../b', '*'),
      lockedDependency('there', '', '3.0.0'),
      lockedDependency('c', 'oci://registry.example.com/charts', '9.9.9'),
    ],
    sources,
  )
  assert.deepEqual(
    dependencies.map(({ version }) => version),
    ['1.5.0', '0.2.0', '3.0.0', '9.9.9'],
  )
})

test('resolveDependencies() names every dependency that nothing satisfies', async () => {
  const asked = [
    lockedDependency('a', 'https://charts.example.com', '>9'),
    lockedDependency('b', 'file://../b', '>1'),
  ]
  await assert.rejects(resolveDependencies(asked, sources), {
    message:
      'can\'t get a valid version for 2 subchart(s): "a" (repository "https://charts.example.com", version ">9"), "b" (repository "file://../b", version ">1"). Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml',
  })
})
