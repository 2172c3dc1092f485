import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandTree } from '../src/command-tree.ts'
import type { TreeNode } from '../src/parser/command.ts'
import type { Flag } from '../src/parser/flags.ts'
import { cluster, object, run } from './harness.ts'

const outputs = [
  { line: 'version --client', says: 'sluice: v0.1.0\nflux: v2.9.4\n' },
  { line: '--version', says: 'sluice version 0.1.0\n' },
  { line: '-v', says: 'sluice version 0.1.0\n' },
]
for (const { line, says } of outputs) {
  test(`'${line}' prints the version`, async () => {
    assert.deepEqual(await run(line), { code: 0, out: says, err: '' })
  })
}

test('a link named flux tells the version of Flux that it stands in for', async () => {
  const { out } = await run('version --client -o json', cluster(), { program: 'flux' })
  assert.deepEqual(JSON.parse(out), { flux: 'v2.9.4' })
})

const refusals = [
  { line: 'nope', says: 'unknown command "nope" for "sluice"' },
  { line: 'get ks --nope', says: 'unknown flag: --nope' },
  { line: 'create --nope', says: 'unknown flag: --nope' },
  { line: 'debug hr', says: 'accepts 1 arg(s), received 0' },
  { line: 'crds extra', says: 'unknown command "extra" for "sluice crds"' },
  { line: 'version -o table', says: '--output must be json or yaml, not table' },
  { line: 'logs extra', says: 'no argument required' },
]
for (const { line, says } of refusals) {
  test(`'${line}' fails`, async () => {
    assert.deepEqual(await run(line), { code: 1, out: '', err: `✗ ${says}\n` })
  })
}

for (const line of [
  '',
  'get',
  'get nothing',
  'create source',
  'reconcile --help',
  'help get ks',
  'completion x',
]) {
  test(`'${line}' shows help and succeeds`, async () => {
    const { code, out, err } = await run(line)
    assert.deepEqual({ code, err }, { code: 0, err: '' })
    assert.match(out, /\nUsage:\n {2}sluice/)
  })
}

test('every command loads, and describes itself and its flags', async () => {
  const visit = async (node: TreeNode): Promise<void> => {
    const { summary, flags } = node.type === 'group' ? node : await node.load()
    assert.ok(summary, `summary of ${node.name}`)
    for (const [name, flag] of Object.entries<Flag<unknown>>(flags))
      assert.ok(flag.description, `--${name} of ${node.name}`)
    if (node.type === 'group') for (const child of node.children) await visit(child)
  }
  await visit(commandTree('sluice'))
})

test('docs/cli.md is what docgen prints', async () => {
  const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
  assert.equal(page, (await run('docgen')).out, "run 'npm run -s sluice docgen > docs/cli.md'")
})

const completions = [
  {
    words: ['__complete', 'get', 'kus'],
    gives: ['kustomizations\tGet Kustomization objects and their state', ':4'],
  },
  { words: ['__complete', 'get', 'ks', '-n', 'apps', 'a'], gives: ['apps', ':4'] },
  { words: ['__complete', 'get', 'ks', '-n', 'ap'], gives: ['apps', ':4'] },
  { words: ['__complete', 'get', 'ks', '-o', 'j'], gives: ['json', ':4'] },
  { words: ['__complete', 'get', 'ks', '--output=y'], gives: ['--output=yaml', ':4'] },
  {
    words: ['__complete', 'get', 'ks', '--show'],
    gives: ['--show-source\tshow where the content comes from', ':4'],
  },
]
for (const { words, gives } of completions) {
  test(`completes ${words.slice(1).join(' ')}`, async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } }
    const { out } = await run(words, cluster(object('Kustomization', 'apps'), namespace))
    assert.deepEqual(out.trimEnd().split('\n'), gives)
  })
}

test("'envsubst' replaces variables line by line", async () => {
  const options = { input: 'a: ${A:-x}\nb: ${B}\n', env: { B: 'b' } }
  assert.equal((await run('envsubst', cluster(), options)).out, 'a: x\nb: b\n')
})

test("'crds --json-schema' writes a schema per kind", async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  try {
    await run('crds --json-schema schemas', cluster(), { cwd })
    assert.equal(readdirSync(join(cwd, 'schemas')).length, 15)
  } finally {
    rmSync(cwd, { recursive: true })
  }
})

test("'kustomize build' builds an overlay with a base beside it", async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  try {
    for (const folder of ['base', 'overlay']) mkdirSync(join(cwd, folder))
    writeFileSync(join(cwd, 'base/kustomization.yaml'), 'resources: [config.yaml]\n')
    writeFileSync(join(cwd, 'base/config.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')
    writeFileSync(join(cwd, 'overlay/kustomization.yaml'), 'resources: [../base]\nnamePrefix: dev-\n')
    const { out, err } = await run('kustomize build overlay', cluster(), { cwd })
    assert.equal(err, '')
    assert.match(out, /name: dev-a\n/)
  } finally {
    rmSync(cwd, { recursive: true })
  }
})

test("'kustomize build' clones remote bases, warns, and writes a file per resource", async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  const git = (...args: string[]) => execFileSync('git', args, { cwd: join(cwd, 'app') })
  try {
    for (const folder of ['app', 'out']) mkdirSync(join(cwd, folder))
    writeFileSync(join(cwd, 'app/kustomization.yaml'), 'resources: [a.yaml]\ncommonLabels: {team: blue}\n')
    writeFileSync(join(cwd, 'app/a.yaml'), 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n')
    git('init', '-q')
    git('add', '.')
    git('-c', 'user.name=n', '-c', 'user.email=n@example', 'commit', '-qm', 'first')
    const { err } = await run(`kustomize build file://${cwd}/app -o out`, cluster(), { cwd })
    assert.match(err, /^# Warning: 'commonLabels' is deprecated\. /)
    assert.deepEqual(readdirSync(join(cwd, 'out')), ['apps_v1_deployment_a.yaml'])
  } finally {
    rmSync(cwd, { recursive: true })
  }
})

test('the namespace of the environment counts, unless it is no name', async () => {
  const env = { FLUX_SYSTEM_NAMESPACE: 'apps' }
  assert.match((await run('get ks', cluster(), { env })).err, /in "apps" namespace/)
  const bad = await run('get ks', cluster(), { env: { FLUX_SYSTEM_NAMESPACE: 'A_B' } })
  assert.match(bad.err, /ignoring invalid FLUX_SYSTEM_NAMESPACE: "A_B"\n✗ no .* in "flux-system" namespace/)
})
