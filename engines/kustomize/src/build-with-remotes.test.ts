import assert from 'node:assert/strict'
import test from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import { type BuildOptions, buildWithRemotes, type RemoteSource, renderResources } from './index.ts'

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`

/** A source of what is given by URL; `asked` is what was fetched. */
function sourceOf(known: Readonly<Record<string, string | Readonly<Record<string, string>>>>) {
  const asked: string[] = []
  const source: RemoteSource = {
    file: async url => {
      asked.push(url)
      const found = known[url]
      return typeof found === 'string'
        ? { type: 'found', bytes: new TextEncoder().encode(found) }
        : { type: 'refused', status: 404, reason: 'Not Found' }
    },
    repository: async ({ repository, ref }) => {
      asked.push(`${repository}@${ref}`)
      const found = known[repository]
      return typeof found === 'object'
        ? { type: 'found', tree: memoryTree(found) }
        : { type: 'failed', reason: `no repository '${repository}'` }
    },
    chart: async ({ name }) => ({ type: 'found', tree: memoryTree({ 'Chart.yaml': `name: ${name}` }) }),
    render: async ({ releaseName, values }) =>
      configMap(`${releaseName}-${values.join('').replace(/\W/g, '')}`),
  }
  return { source, asked }
}

const build = async (
  files: Readonly<Record<string, string>>,
  source: RemoteSource,
  options: Omit<BuildOptions, 'remote' | 'helm'> = {},
) => renderResources(await buildWithRemotes({ tree: memoryTree(files), dir: '' }, source, options))

const repository = {
  'base/kustomization.yaml': 'resources: [b.yaml]',
  'base/b.yaml': configMap('b'),
  'dev/kustomization.yaml': 'resources: [../base]\nnamePrefix: dev-',
  'out/kustomization.yaml': 'resources: [../../secrets]',
}

test('buildWithRemotes() builds files and repositories, each fetched once', async () => {
  const { source, asked } = sourceOf({
    'https://files.example/a.yaml': configMap('a'),
    'git@git.example:team/app.git': repository,
  })
  const text = await build(
    {
      'kustomization.yaml': `resources:
- https://files.example/a.yaml
- git@git.example:team/app.git//dev?ref=v1
- git@git.example:team/app.git//base?ref=v1
`,
    },
    source,
  )
  assert.deepEqual(text.match(/name: .*/g), ['name: a', 'name: b', 'name: dev-b'])
  assert.deepEqual(asked, ['https://files.example/a.yaml', 'git@git.example:team/app.git@v1'])
})

test('buildWithRemotes() notes where remote resources come from', async () => {
  const { source } = sourceOf({ 'git@git.example:team/app.git': repository })
  const text = await build(
    {
      'kustomization.yaml':
        'resources: ["git@git.example:team/app.git//dev?ref=v1"]\nbuildMetadata: [originAnnotations]',
    },
    source,
  )
  assert.match(text, /path: base\/b.yaml\n {6}repo: git@git.example:team\/app.git\n {6}ref: v1\n/)
})

test('buildWithRemotes() renders charts, inline values over those of the chart', async () => {
  const { source } = sourceOf({})
  const files = {
    'kustomization.yaml': 'helmCharts: [{name: web, releaseName: r, valuesInline: {a: 2}}]\nnamePrefix: x-\n',
    'charts/web/Chart.yaml': 'name: web',
    'charts/web/values.yaml': 'a: 1\n',
  }
  assert.match(await build(files, source), /name: x-r-a2/)
})

const refusals = [
  {
    does: 'a file that the server refuses',
    resource: 'https://files.example/none.yaml',
    error:
      "accumulating resources from 'https://files.example/none.yaml': HTTP Error: status code 404 (Not Found)",
  },
  {
    does: 'a repository that cannot be cloned',
    resource: 'git@git.example:team/none.git//dev',
    error: "no repository 'git@git.example:team/none.git'",
  },
  {
    does: 'a base outside of its repository',
    resource: 'git@git.example:team/app.git//out',
    error: "path '../../secrets' in 'git@git.example:team/app.git/out' leads out of the source",
  },
]
for (const { does, resource, error } of refusals) {
  test(`buildWithRemotes() refuses ${does}`, async () => {
    const { source } = sourceOf({ 'git@git.example:team/app.git': repository })
    await assert.rejects(
      build({ 'kustomization.yaml': `resources: ["${resource}"]` }, source),
      (thrown: Error) => thrown.message.includes(error),
    )
  })
}

test('buildWithRemotes() warns once, however often it starts', async () => {
  const { source } = sourceOf({ 'git@git.example:team/app.git': repository })
  const warnings: string[] = []
  const files = { 'kustomization.yaml': 'bases: ["git@git.example:team/app.git//dev"]' }
  await build(files, source, { warn: message => warnings.push(message) })
  assert.deepEqual(warnings, [
    "# Warning: 'bases' is deprecated. Please use 'resources' instead. Run 'kustomize edit fix' to update your Kustomization automatically.",
  ])
})
