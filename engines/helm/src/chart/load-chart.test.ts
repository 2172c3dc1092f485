import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import { chartCrds, chartFullPath } from './chart.ts'
import { loadChart } from './load-chart.ts'
import type { Warning } from './warning.ts'

const head = 'apiVersion: v2\nname: shop\nversion: 1.2.3\n'

function load(files: Record<string, string>, warn?: (warning: Warning) => void) {
  const tree = memoryTree({ 'Chart.yaml': head, ...files })
  return loadChart(tree, { name: '/charts/shop', ...(warn ? { warn } : {}) })
}

const names = (files: readonly { name: string }[]) => files.map(file => file.name)

test('loadChart() sorts files by what they are', () => {
  const chart = load({
    'values.yaml': 'a: 1',
    'values.schema.json': '{}',
    'Chart.lock': 'digest: x',
    'README.md': 'text',
    'crds/thing.yaml': 'kind: CustomResourceDefinition',
    'crds/notes.txt': '',
    'templates/a.yaml': '',
    'templates/.draft.yaml': '',
    'charts/db/Chart.yaml': head.replace('shop', 'db'),
    'charts/db/crds/other.json': '{}',
    'charts/db.tgz.prov': '',
    'charts/_old/Chart.yaml': '[',
  })
  assert.deepEqual(names(chart.templates), ['templates/a.yaml'])
  assert.deepEqual(names(chart.files), [
    'README.md',
    'charts/db.tgz.prov',
    'crds/notes.txt',
    'crds/thing.yaml',
  ])
  assert.deepEqual(chart.values, { a: 1 })
  assert.equal(chart.lock?.digest, 'x')
  assert.deepEqual(chart.dependencies.map(chartFullPath), ['shop/charts/db'])
  assert.deepEqual(
    chartCrds(chart).map(crd => crd.filename),
    ['shop/crds/thing.yaml', 'shop/charts/db/crds/other.json'],
  )
})

test('loadChart() takes bytes for what they are, but for a byte order mark', () => {
  const chart = load({ 'Chart.yaml': `\uFEFF${head.replaceAll('\n', '\r\n')}`, 'a.txt': '\uFEFFx\r\n' })
  assert.equal(chart.metadata.version, '1.2.3')
  assert.deepEqual(chart.files[0]?.data, new TextEncoder().encode('x\r\n'))
})

test('loadChart() reads requirements.yaml where there is nothing better, and says so where there is', () => {
  const old = {
    'Chart.yaml': 'name: shop\nversion: 1.2.3\n',
    'requirements.yaml': 'dependencies:\n- name: db\n',
  }
  const first = load(old)
  assert.equal(first.metadata.apiVersion, 'v1')
  assert.deepEqual(
    first.metadata.dependencies?.map(each => each.name),
    ['db'],
  )
  assert.deepEqual(names(first.files), ['requirements.yaml'])

  const warnings: Warning[] = []
  const second = load({ ...old, 'Chart.yaml': head }, warning => warnings.push(warning))
  assert.deepEqual(names(second.files), [])
  assert.match(
    warnings[0]?.text ?? '',
    /^Warning: Dependencies are handled in Chart.yaml since apiVersion "v2"/,
  )
})

const metadata = [
  { does: 'writes numbers as Go does', yaml: 'appVersion: 1.10', gives: '1.1' },
  { does: 'keeps whole numbers', yaml: 'appVersion: 20240131', gives: '20240131' },
  { does: 'writes exponents as Go does', yaml: 'appVersion: 12e5', gives: '1.2e+06' },
  { does: 'takes old words for booleans', yaml: 'appVersion: on', gives: 'true' },
  { does: 'takes fields in any case', yaml: 'APPVERSION: x', gives: 'x' },
  { does: 'drops what cannot be printed', yaml: 'appVersion: "a\\tb\\u200bc"', gives: 'a bc' },
]
for (const { does, yaml, gives } of metadata) {
  test(`loadChart() ${does} in Chart.yaml`, () => {
    assert.equal(load({ 'Chart.yaml': `${head}${yaml}\n` }).metadata.appVersion, gives)
  })
}

const failures: readonly { why: string; files: Record<string, string>; message: string }[] = [
  {
    why: 'no name',
    files: { 'Chart.yaml': 'apiVersion: v2\nversion: 1.0.0' },
    message: 'validation: chart.metadata.name is required',
  },
  {
    why: 'a name with a slash',
    files: { 'Chart.yaml': 'apiVersion: v2\nname: a/b\nversion: 1.0.0' },
    message: 'validation: chart.metadata.name "a/b" is invalid',
  },
  {
    why: 'a version that is none',
    files: { 'Chart.yaml': 'apiVersion: v2\nname: a\nversion: one' },
    message: 'validation: chart.metadata.version "one" is invalid',
  },
  {
    why: 'an unknown type',
    files: { 'Chart.yaml': `${head}type: tool` },
    message: 'validation: chart.metadata.type must be application or library',
  },
  {
    why: 'an unknown generation',
    files: { 'Chart.yaml': 'apiVersion: v7' },
    message: 'unsupported chart version',
  },
  {
    why: 'an alias with blanks',
    files: { 'Chart.yaml': `${head}dependencies: [{name: db, alias: "a b"}]` },
    message: 'validation: dependency "db" has disallowed characters in the alias',
  },
  {
    why: 'two dependencies of one name',
    files: { 'Chart.yaml': `${head}dependencies: [{name: db}, {name: x, alias: db}]` },
    message: 'validation: more than one dependency with name or alias "db"',
  },
  {
    why: 'a null among the maintainers',
    files: { 'Chart.yaml': `${head}maintainers: [null]` },
    message: 'validation: maintainers must not contain empty or null nodes',
  },
  {
    why: 'dependencies that are no list',
    files: { 'Chart.yaml': `${head}dependencies: many` },
    message:
      'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field Metadata.dependencies of type []*v2.Dependency',
  },
  {
    why: 'a list where a name has to be',
    files: { 'Chart.yaml': `${head}dependencies: [{name: [db]}]` },
    message:
      'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field Dependency.dependencies.name of type string',
  },
  {
    why: 'values that are a list',
    files: { 'values.yaml': '- a' },
    message:
      'cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
  },
  {
    why: 'a file in charts/',
    files: { 'charts/README.md': 'x' },
    message: 'error unpacking subchart README.md in shop: Chart.yaml file is missing',
  },
  {
    why: 'a folder named like an archive',
    files: { 'charts/db.tgz/Chart.yaml': head },
    message: 'error unpacking subchart tar in shop: expected db.tgz, got db.tgz/Chart.yaml',
  },
]
for (const { why, files, message } of failures) {
  test(`loadChart() refuses ${why}`, () => assert.throws(() => load(files), { message }))
}

test('loadChart() needs a Chart.yaml', () => {
  assert.throws(() => loadChart(memoryTree({ 'values.yaml': '' }), { name: '/tmp/shop' }), {
    message:
      'unable to detect chart at /tmp/shop/Chart.yaml: open /tmp/shop/Chart.yaml: no such file or directory',
  })
})
