import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GitInclude, GitRepository } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { ArchiveEntry } from '@sluice/io/artifact-store'
import type { Deps } from './deps.ts'
import { addIncludes } from './include.ts'

const entry = (path: string): ArchiveEntry => ({
  path: path.replace(/\/$/, ''),
  type: path.endsWith('/') ? 'directory' : 'file',
  read: () => new Uint8Array(0),
})
const own = ['app/', 'app/a.yaml', 'empty/', 'x.yaml'].map(entry)
const lib = ['deep/', 'deep/er/', 'deep/er/l.yaml', 'o.yaml'].map(entry)
const artifact = { path: 'p', url: 'u', revision: 'r', digest: 'd', lastUpdateTime: 't' } as Artifact

async function included(include: Omit<GitInclude, 'repository'>): Promise<readonly string[]> {
  const repo = {
    metadata: { namespace: 'ns', name: 'app' },
    spec: { include: [{ repository: { name: 'lib' }, ...include }] },
  } as unknown as GitRepository
  const deps = { store: { entriesOf: async () => lib } } as unknown as Pick<Deps, 'store'>
  const entries = await addIncludes(own, repo, [artifact], deps)
  return entries.map(({ path, type }) => (type === 'directory' ? `${path}/` : path)).sort()
}

const kept = ['app/', 'app/a.yaml', 'empty/', 'x.yaml']
const cases: readonly { does: string; include: Omit<GitInclude, 'repository'>; adds: readonly string[] }[] = [
  {
    does: 'takes everything to a folder named as the repository',
    include: {},
    adds: ['lib/', 'lib/deep/', 'lib/deep/er/', 'lib/deep/er/l.yaml', 'lib/o.yaml'],
  },
  {
    does: 'takes one folder to another',
    include: { fromPath: 'deep', toPath: 'v/w' },
    adds: ['v/', 'v/w/', 'v/w/er/', 'v/w/er/l.yaml'],
  },
  { does: 'takes one file', include: { fromPath: './o.yaml', toPath: 'app/o.yaml' }, adds: ['app/o.yaml'] },
  { does: 'replaces a file by a file', include: { fromPath: 'o.yaml', toPath: 'x.yaml' }, adds: [] },
  { does: 'stays inside', include: { fromPath: '../../o.yaml', toPath: '../o.yaml' }, adds: ['o.yaml'] },
]
for (const { does, include, adds } of cases) {
  test(`addIncludes() ${does}`, async () => {
    assert.deepEqual(await included(include), [...new Set([...kept, ...adds])].sort())
  })
}

const failures: readonly [Omit<GitInclude, 'repository'>, RegExp][] = [
  [
    { fromPath: 'none' },
    /^failed to copy 'lib' include from none to lib: cannot stat .*\/unpack\/none: stat .*: no such file or directory$/,
  ],
  [
    { toPath: 'app' },
    /^failed to copy 'lib' include from {2}to app: link error: cannot rename .* to .*: rename .*\/unpack .*\/app: file exists$/,
  ],
  [{ toPath: 'x.yaml' }, /not a directory$/],
  [{ fromPath: 'o.yaml', toPath: 'empty' }, /file exists$/],
  [{ fromPath: 'deep/er', toPath: 'empty' }, /file exists$/],
  [{ toPath: '..' }, /file exists$/],
]
for (const [include, message] of failures) {
  test(`addIncludes() refuses ${JSON.stringify(include)}`, async () => {
    await assert.rejects(included(include), { name: 'Failed', reason: 'CopyFailure', message })
  })
}
