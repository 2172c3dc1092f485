/** `preview`, `build helmrelease` and `diff helmrelease` on a repository on disk. @module */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parseYaml } from '@sluice/yaml'
import { cluster, object, run } from './harness.ts'
import { commit, sampleFiles, sampleRepository, write } from './sample-repository.ts'

const made: string[] = []
after(() => made.forEach(root => void rmSync(root, { recursive: true, force: true })))

function repository(changes: Readonly<Record<string, string>> = {}): string {
  const root = sampleRepository()
  made.push(root)
  write(root, changes)
  return root
}

/** A file of the sample with one text in place of another. */
function edited(path: string, from: string, to: string): Readonly<Record<string, string>> {
  const before = sampleFiles[path] ?? ''
  assert.ok(before.includes(from))
  return { [path]: before.replace(from, to) }
}

const preview = (cwd: string, more = '') => run(`preview --path clusters/prod ${more}`, cluster(), { cwd })

interface Report {
  readonly changes: readonly {
    readonly action: string
    readonly kind: string
    readonly name: string
    readonly owner: string
    readonly diff: string
  }[]
}

async function changesOf(root: string, more = ''): Promise<readonly string[]> {
  const { out } = await preview(root, `-o json ${more}`)
  const { changes } = JSON.parse(out) as Report
  return changes.map(({ action, kind, name, owner }) => `${owner}: ${action} ${kind}/${name}`)
}

test('preview says nothing where nothing changes, though a chart makes up a password', async () => {
  assert.deepEqual(await preview(repository()), { code: 0, out: '', err: '' })
})

test('preview follows a variable through Kustomizations, and a value into a chart', async () => {
  const changes = {
    ...edited('infra/settings.yaml', 'north', 'south'),
    ...edited('apps/web.yaml', 'blue', 'red'),
  }
  assert.deepEqual(await changesOf(repository(changes)), [
    'Kustomization/flux-system/infra: changed ConfigMap/settings',
    'Kustomization/flux-system/apps: changed ConfigMap/web',
    'HelmRelease/apps/shop: changed ConfigMap/shop',
  ])
})

test('preview compares two revisions, whatever the files are now', async () => {
  const root = repository(edited('apps/web.yaml', 'blue', 'red'))
  commit(root)
  write(root, edited('apps/web.yaml', 'blue', 'green'))
  const { code, out } = await preview(root, '--base HEAD~1 --head HEAD')
  assert.equal(code, 1)
  assert.match(out, /- blue\n {4}\+ red\n/)
  assert.match(out, /2 changed\n$/)
})

test('preview prints no value of a Secret', async () => {
  const root = repository(edited('apps/web.yaml', 'first-word', 'second-word'))
  for (const output of ['diff', 'json', 'markdown']) {
    const { out } = await preview(root, `-o ${output}`)
    assert.match(out, /\*\*\* \(after\)/)
    assert.doesNotMatch(out, /-word|Zmlyc3Q|c2Vjb25k/)
  }
})

test('preview tells what is deleted from what stays behind', async () => {
  const root = sampleRepository({
    ...sampleFiles,
    ...edited('clusters/prod/apps.yaml', 'prune: true', 'prune: false'),
    'infra/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: extra, namespace: infra }\n',
  })
  made.push(root)
  rmSync(join(root, 'apps/release.yaml'))
  rmSync(join(root, 'infra/extra.yaml'))
  assert.deepEqual((await changesOf(root)).toSorted(), [
    'Kustomization/flux-system/apps: orphaned HelmRelease/shop',
    'Kustomization/flux-system/infra: deleted ConfigMap/extra',
  ])
})

test('preview ends with 2 where a change breaks a build, and names it', async () => {
  const { code, out, err } = await preview(
    repository({ 'apps/kustomization.yaml': 'resources: [missing.yaml]\n' }),
  )
  assert.equal(code, 2)
  assert.equal(out, '')
  assert.match(err, /Kustomization\/flux-system\/apps is left out: kustomize build failed/)
  assert.match(err, /the change breaks what could be built before/)
})

test('preview shows nothing of what is suspended but that it is', async () => {
  const changes = {
    ...edited('apps/web.yaml', 'blue', 'red'),
    ...edited('apps/release.yaml', 'size: 2 }', 'size: 3 }\n  suspend: true'),
  }
  assert.deepEqual(await changesOf(repository(changes)), [
    'Kustomization/flux-system/apps: changed HelmRelease/shop',
    'Kustomization/flux-system/apps: changed ConfigMap/web',
  ])
})

test('preview says that a chart without a new version is not released', async () => {
  const { code, out, err } = await preview(
    repository(edited('charts/shop/templates/all.yaml', 'shop:v1', 'shop:v9')),
  )
  assert.deepEqual([code, out], [0, ''])
  assert.match(
    err,
    /HelmRelease\/apps\/shop keeps the chart that it has: its files changed, its version did not/,
  )
})

test('preview says nothing of charts that did not change, with charts beside them or shared by releases', async () => {
  const shop = (name: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: apps }
spec: { interval: 1h, chart: { spec: { chart: charts/mall, sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system } } } }
`
  const names = ['east', 'west', 'north']
  const folder = repository({})
  write(folder, {
    'charts/mall/Chart.yaml':
      'apiVersion: v2\nname: mall\nversion: 1.0.0\ndependencies: [{ name: shop, version: 1.x.x, repository: "file://../shop" }]\n',
    'charts/mall/templates/empty.yaml': '',
    'apps/kustomization.yaml': `resources: [web.yaml, release.yaml, ${names.map(name => `${name}.yaml`).join(', ')}]\n`,
    ...Object.fromEntries(names.map(name => [`apps/${name}.yaml`, shop(name)])),
  })
  commit(folder)
  write(folder, edited('apps/web.yaml', 'blue', 'red'))
  const { code, err } = await preview(folder)
  assert.deepEqual([code, err], [1, ''])
})

test('preview renders a new version of a chart as the upgrade that it is', async () => {
  const upgraded =
    'data: { isUpgrade: "{{ .Release.IsUpgrade }}", revision: "{{ .Release.Revision }}", colour:'
  const { out } = await preview(
    repository({
      ...edited('charts/shop/Chart.yaml', '1.0.0', '1.1.0'),
      ...edited('charts/shop/templates/all.yaml', 'data: { colour:', upgraded),
    }),
  )
  assert.match(out, /two map entries added:\n {6}isUpgrade: true\n {6}revision: 2\n/)
})

test('preview says what waits for something that cannot be built', async () => {
  const broken = { 'infra/kustomization.yaml': 'resources: [missing.yaml]\n' }
  const { code, out, err } = await preview(
    repository({ ...broken, ...edited('apps/web.yaml', 'blue', 'red') }),
  )
  assert.deepEqual([code, out], [2, ''])
  assert.match(
    err,
    /Kustomization\/flux-system\/apps waits for Kustomization\/flux-system\/infra, which cannot be built/,
  )
})

test('preview follows artifacts that are put together of the repository', async () => {
  const generator = `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: { name: parts, namespace: flux-system }
spec:
  sources: [{ alias: repo, kind: GitRepository, name: flux-system }]
  artifacts: [{ name: parts, copy: [{ from: '@repo/infra/**', to: '@artifact/below/' }] }]
`
  const files = edited(
    'clusters/prod/infra.yaml',
    '{ kind: GitRepository, name: flux-system }',
    '{ kind: ExternalArtifact, name: parts }',
  )
  const infra = files['clusters/prod/infra.yaml']?.replace('path: ./infra', 'path: ./below') ?? ''
  const root = sampleRepository({
    ...sampleFiles,
    'clusters/prod/infra.yaml': infra,
    'clusters/prod/parts.yaml': generator,
    'infra/ignored.yaml': 'no: [manifest\n',
    '.sourceignore': 'infra/ignored.yaml\n',
  })
  made.push(root)
  write(root, edited('infra/settings.yaml', 'north', 'south'))
  assert.deepEqual(await changesOf(root), [
    'Kustomization/flux-system/infra: changed ConfigMap/settings',
    'Kustomization/flux-system/apps: changed ConfigMap/web',
  ])
})

test('preview ends with 2 for a revision that is not there', async () => {
  const { code, err } = await preview(repository(), '--base nowhere')
  assert.equal(code, 2)
  assert.match(err, /no revision 'nowhere'/)
})

test('preview leaves out what comes from another repository', async () => {
  const elsewhere = edited('clusters/prod/infra.yaml', 'name: flux-system }', 'name: other }')
  const source = `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: other, namespace: flux-system }
spec: { interval: 1h, url: 'https://git.example.com/team/other' }
`
  const { code, err } = await preview(repository({ ...elsewhere, 'clusters/prod/other.yaml': source }))
  assert.equal(code, 2)
  assert.match(err, /GitRepository\/flux-system\/other is not this repository/)
})

test('preview leaves out what stays at a tag, and breaks nothing by that', async () => {
  const pinned = edited('clusters/prod/infra.yaml', 'name: flux-system }', 'name: pinned }')
  const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: pinned, namespace: flux-system }
spec: { interval: 1h, url: 'https://git.example.com/team/fleet', ref: { tag: v1 } }
`
  const root = sampleRepository({ ...sampleFiles, ...pinned, 'clusters/prod/pinned.yaml': source })
  made.push(root)
  write(root, edited('infra/settings.yaml', 'north', 'south'))
  const { code, err } = await preview(root)
  assert.equal(code, 0)
  assert.match(
    err,
    /infra is left out: GitRepository\/flux-system\/pinned is at tag 'v1', which another commit does not change/,
  )
})

test('preview takes charts from a folder, and says what it lacks without one', async () => {
  const release = edited(
    'apps/release.yaml',
    '{ chart: ./charts/shop, sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system } }',
    '{ chart: shop, version: 1.x, sourceRef: { kind: HelmRepository, name: charts } }',
  )
  const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: charts, namespace: apps }
spec: { interval: 1h, url: 'https://charts.example.com' }
`
  const root = repository({ ...release, 'apps/charts.yaml': source })
  const lacking = await preview(root)
  assert.match(
    lacking.err,
    /chart 'shop' 1\.x of https:\/\/charts\.example\.com is not here: give --charts, or --fetch/,
  )
  assert.deepEqual(await changesOf(root, '--charts charts'), [
    'Kustomization/flux-system/apps: created HelmRepository/charts',
    'Kustomization/flux-system/apps: changed HelmRelease/shop',
  ])
})

test('build helmrelease merges values, runs post-renderers and adds labels', async () => {
  const { code, out } = await run('build helmrelease shop --path clusters/prod', cluster(), {
    cwd: repository(),
  })
  assert.equal(code, 0)
  const labels = {
    'helm.toolkit.fluxcd.io/name': 'shop',
    'helm.toolkit.fluxcd.io/namespace': 'apps',
    team: 'shop',
  }
  const [secret, config, pod] = parseYaml(out) as readonly unknown[]
  assert.equal((secret as { kind: string }).kind, 'Secret')
  assert.deepEqual(config, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'shop', labels },
    data: { colour: 'blue', size: '2' },
  })
  assert.deepEqual(pod, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop', labels },
    spec: { containers: [{ name: 'shop', image: 'shop:v2' }] },
  })
})

test('build helmrelease adds what a chart depends on: from beside it, and from elsewhere', async () => {
  const part = (folder: string, name: string) => ({
    [`${folder}/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.2.0\n`,
    [`${folder}/${name}/templates/all.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: of-${name} }\n`,
  })
  const dependencies = `dependencies:
  - { name: lib, version: 1.x, repository: 'file://../lib' }
  - { name: extra, version: 1.x, repository: 'https://charts.example.com' }
`
  const cwd = repository({
    'charts/shop/Chart.yaml': `${sampleFiles['charts/shop/Chart.yaml']}${dependencies}`,
    ...part('charts', 'lib'),
    ...part('vendor', 'extra'),
  })
  const line = 'build helmrelease shop -n apps --path clusters/prod --fetch=false'
  const { code, out, err } = await run(`${line} --charts vendor`, cluster(), { cwd })
  assert.equal(code, 0, err)
  assert.match(out, /name: of-lib\n/)
  assert.match(out, /name: of-extra\n/)
  const without = await run(line, cluster(), { cwd })
  assert.match(without.err, /chart 'extra' 1\.x of https:\/\/charts\.example\.com is not here/)
})

test('build helmrelease says which reference of values it lacks', async () => {
  const line = 'build helmrelease shop -n apps -f apps/release.yaml'
  const { code, err } = await run(line, cluster(), { cwd: repository() })
  assert.equal(code, 1)
  assert.match(
    err,
    /could not resolve ConfigMap chart values reference 'apps\/web'.* configmaps "web" not found/,
  )
})

test('build helmrelease takes a chart in place of its own', async () => {
  const root = repository({
    'other/Chart.yaml': 'apiVersion: v2\nname: other\nversion: 1.0.0\n',
    'other/templates/one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one }\n',
  })
  const { out } = await run('build hr shop --path clusters/prod --chart other', cluster(), { cwd: root })
  assert.match(out, /^ {2}name: one$/m)
})

test('build helmrelease needs a name, a place and a release', async () => {
  const cwd = repository()
  const errors = ['build hr', 'build hr shop', 'build hr nobody --path clusters/prod'].map(line =>
    run(line, cluster(), { cwd }),
  )
  const [first, second, third] = await Promise.all(errors)
  assert.match(first?.err ?? '', /helmrelease name is required/)
  assert.match(second?.err ?? '', /--path or --file is required/)
  assert.match(third?.err ?? '', /no manifest of a HelmRelease 'nobody' in namespace 'flux-system'/)
})

test('diff helmrelease compares with the cluster, and names what would go', async () => {
  const entries = [{ id: 'apps_gone__ConfigMap', v: 'v1' }]
  const target = cluster(object('HelmRelease', 'shop', { status: { inventory: { entries } } }))
  const root = repository({
    'charts/shop/templates/all.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: Bucket
metadata: { name: store }
spec: { interval: 1h, bucketName: b, endpoint: e }
`,
  })
  const { code, out } = await run('diff helmrelease shop --path clusters/prod', target, { cwd: root })
  assert.equal(code, 1)
  assert.equal(out, '► Bucket/apps/store created\n► ConfigMap/apps/gone deleted\n')
  assert.equal(target.peek('Bucket', 'apps', 'store'), undefined)
})
