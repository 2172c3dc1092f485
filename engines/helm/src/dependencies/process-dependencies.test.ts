import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import type { GoMap } from '@sluice/gotemplate'
import { type Chart, chartFullPath } from '../chart/chart.ts'
import { loadChart } from '../chart/load-chart.ts'
import type { Warning } from '../chart/warning.ts'
import { checkDependencies } from './check-dependencies.ts'
import { processDependencies } from './process-dependencies.ts'

function manifest(name: string, version: string, dependencies = ''): string {
  return `apiVersion: v2\nname: ${name}\nversion: ${version}\n${dependencies && `dependencies:\n${dependencies}`}`
}

const shop = {
  'Chart.yaml': manifest(
    'shop',
    '1.0.0',
    [
      '- {name: db, version: 1.x, condition: "db.on,db.enabled", tags: [data, all]}',
      '- {name: db, version: 2.x, alias: archive, condition: archive.on}',
      '- {name: cache, version: ">0-0", tags: [data], import-values: [ports, {child: out.sizes, parent: sizes}]}\n',
    ].join('\n'),
  ),
  'values.yaml': 'sizes: {small: 1}\n',
  'charts/db-1/Chart.yaml': manifest('db', '1.4.0', '- {name: backup, version: "*", condition: backup.on}\n'),
  'charts/db-1/charts/backup/Chart.yaml': manifest('backup', '0.1.0'),
  'charts/db-2/Chart.yaml': manifest('db', '2.0.0'),
  'charts/cache/Chart.yaml': manifest('cache', '0.3.0-rc.1'),
  'charts/cache/values.yaml':
    'exports: {ports: {port: 80, host: null}}\nout: {sizes: {small: 5, large: 9}}\n',
  'charts/extra/Chart.yaml': manifest('extra', '1.0.0'),
}

function process(values: GoMap, files: Record<string, string> = shop) {
  const warnings: Warning[] = []
  const chart = processDependencies(loadChart(memoryTree(files)), values, warning => warnings.push(warning))
  return { chart, warnings: warnings.map(warning => warning.text) }
}

function paths(chart: Chart): string[] {
  return chart.dependencies.flatMap(child => [chartFullPath(child), ...paths(child)]).sort()
}

const all = [
  'shop/charts/archive',
  'shop/charts/cache',
  'shop/charts/db',
  'shop/charts/db/charts/backup',
  'shop/charts/extra',
]
const without = (...names: string[]) => all.filter(path => !names.some(name => path.includes(name)))

const cases: readonly { does: string; values: GoMap; gives: string[] }[] = [
  { does: 'takes every version under its alias, and what nobody named', values: {}, gives: all },
  {
    does: 'leaves out what a condition forbids',
    values: { archive: { on: false } },
    gives: without('archive'),
  },
  {
    does: 'takes the first condition that is there',
    values: { db: { on: true, enabled: false } },
    gives: all,
  },
  { does: 'goes on to the next condition', values: { db: { enabled: false } }, gives: without('db') },
  {
    does: 'leaves out what all tags forbid',
    values: { tags: { data: false } },
    gives: without('db', 'cache'),
  },
  { does: 'lets one tag allow', values: { tags: { data: false, all: true } }, gives: without('cache') },
  {
    does: 'prefers conditions to tags',
    values: { tags: { data: false }, db: { on: true } },
    gives: without('cache'),
  },
  {
    does: 'sees conditions of subcharts in their section',
    values: { db: { backup: { on: false } } },
    gives: without('backup'),
  },
  { does: 'does not see them at the top', values: { backup: { on: false } }, gives: all },
]
for (const { does, values, gives } of cases) {
  test(`processDependencies() ${does}`, () => assert.deepEqual(paths(process(values).chart), gives))
}

test('processDependencies() imports values below those of the parent', () => {
  const { chart } = process({})
  assert.deepEqual(chart.values?.['sizes'], { small: 1, large: 9 })
  assert.equal(chart.values?.['port'], 80)
  assert.equal(chart.values?.['host'], null)
  const imports = chart.metadata.dependencies?.find(each => each.name === 'cache')?.importValues
  assert.deepEqual(imports, [
    { child: 'exports.ports', parent: '.' },
    { child: 'out.sizes', parent: 'sizes' },
  ])
})

test('processDependencies() warns of what counts for nothing', () => {
  const files = { ...shop, 'charts/cache/values.yaml': 'out: {}\n' }
  const { warnings } = process({ db: { on: 'yes' }, tags: { data: 1 } }, files)
  assert.deepEqual(warnings, [
    'level=WARN msg="returned non-bool value" tag=data chart=db',
    'level=WARN msg="returned non-bool value" tag=data chart=cache',
    'level=WARN msg="returned non-bool value" path=db.on chart=db',
    'level=WARN msg="ImportValues missing table" error="\\"exports\\" is not a table"',
    'level=WARN msg="ImportValues missing table from chart" chart=cache error="\\"sizes\\" is not a table"',
  ])
})

test('processDependencies() leaves the chart as it was', () => {
  const chart = loadChart(memoryTree(shop))
  const before = JSON.stringify(chart.metadata)
  processDependencies(chart, { tags: { data: false } })
  assert.equal(JSON.stringify(chart.metadata), before)
  assert.equal(chart.dependencies.length, 4)
  assert.ok(chart.dependencies.every(child => child.parent === chart))
})

test('checkDependencies() names what is missing, whatever its alias', () => {
  checkDependencies(loadChart(memoryTree(shop)))
  const { 'charts/cache/Chart.yaml': _, 'charts/cache/values.yaml': __, ...rest } = shop
  assert.throws(() => checkDependencies(loadChart(memoryTree(rest))), {
    message: 'found in Chart.yaml, but missing in charts/ directory: cache',
  })
})

// helm: charts below one that has two aliases are the same object under both.
test('processDependencies() imports once for a chart below two aliases', () => {
  const { chart } = process(
    {},
    {
      'Chart.yaml': manifest(
        'shop',
        '1.0.0',
        '- {name: db, version: "*", alias: one}\n- {name: db, version: "*", alias: two}\n',
      ),
      'charts/db/Chart.yaml': manifest('db', '1.0.0'),
      'charts/db/charts/disk/Chart.yaml': manifest(
        'disk',
        '1.0.0',
        '- {name: raid, version: "*", import-values: [{child: level, parent: level}]}\n',
      ),
      'charts/db/charts/disk/charts/raid/Chart.yaml': manifest('raid', '1.0.0'),
      'charts/db/charts/disk/charts/raid/values.yaml': 'level: {mode: mirror}\n',
    },
  )
  const levels = chart.dependencies.map(db => db.dependencies[0]?.values?.['level'])
  assert.deepEqual(levels, [{ mode: 'mirror' }, undefined])
})
