import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import type { GoMap } from '@sluice/gotemplate'
import { parseYaml } from '@sluice/yaml'
import { loadChart } from '../chart/load-chart.ts'
import { coalesceValues, mergeValues } from './coalesce-values.ts'

const chart = loadChart(
  memoryTree({
    'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'values.yaml':
      'size: 1\nlimits: {cpu: 1, memory: 2}\nglobal: {zone: a, net: {mtu: 9}}\ndb: {user: shop}\n',
    'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'charts/db/values.yaml': 'user: db\nport: 1\ndisk: {size: 5, kind: ssd}\nglobal: {zone: b, own: 1}\n',
  }),
)

function coalesce(text: string): { values: unknown; warnings: string[] } {
  const warnings: string[] = []
  const given = (parseYaml(text)[0] ?? {}) as GoMap
  const values = coalesceValues(chart, given, warning => warnings.push(warning.text))
  return { values, warnings }
}

const global = { zone: 'a', net: { mtu: 9 } }
const db = { user: 'shop', port: 1, disk: { size: 5, kind: 'ssd' }, global: { ...global, own: 1 } }
const limits = { cpu: 1, memory: 2 }

const cases: readonly { does: string; given: string; gives: Record<string, unknown>; warns?: string[] }[] = [
  { does: 'lays parents over children, globals too', given: '', gives: { size: 1, limits, global, db } },
  {
    does: 'lays what is given over all',
    given: 'db: {disk: {size: 7}}\nlimits: {cpu: 3}',
    gives: { size: 1, limits: { cpu: 3, memory: 2 }, global, db: { ...db, disk: { size: 7, kind: 'ssd' } } },
  },
  {
    does: 'takes keys away for nulls',
    given: 'size: null\nlimits: {cpu: null}\ndb: {disk: null, port: null}',
    gives: { limits: { memory: 2 }, global, db: { user: 'shop', global: db.global } },
  },
  {
    does: 'keeps a null inside a map where there is no default',
    given: 'limits: {disk: null}',
    gives: { size: 1, limits: { ...limits, disk: null }, global, db },
  },
  {
    does: 'keeps a value that replaces a map, with a warning',
    given: 'db: {disk: big}',
    gives: { size: 1, limits, global, db: { ...db, disk: 'big' } },
  },
  {
    does: 'warns of a map where the default is none',
    given: 'size: {x: 1}',
    gives: { size: { x: 1 }, limits, global, db },
    warns: ['warning: skipped value for shop.size: Not a table.'],
  },
  {
    does: 'warns of a value where the default is a map',
    given: 'limits: {cpu: 1}\nglobal: {net: 5}',
    gives: {
      size: 1,
      limits,
      global: { zone: 'a', net: 5 },
      db: { ...db, global: { zone: 'a', net: 5, own: 1 } },
    },
    warns: ['warning: cannot overwrite table with non table for shop.global.net (map[mtu:9])'],
  },
]
for (const { does, given, gives, warns = [] } of cases) {
  test(`coalesceValues() ${does}`, () => {
    const { values, warnings } = coalesce(given)
    assert.deepEqual(values, gives)
    assert.deepEqual(warnings, warns)
  })
}

test('coalesceValues() leaves the chart and what is given as they were', () => {
  const before = JSON.stringify([chart.values, chart.dependencies[0]?.values])
  const given: GoMap = { db: { global: { net: { mtu: 1 } } }, size: null }
  coalesceValues(chart, given, () => {})
  assert.equal(JSON.stringify([chart.values, chart.dependencies[0]?.values]), before)
  assert.deepEqual(given, { db: { global: { net: { mtu: 1 } } }, size: null })
})

test('coalesceValues() refuses a section that is no map', () => {
  assert.throws(() => coalesce('db: text'), { message: 'type mismatch on db: %!t(string=text)' })
  assert.throws(() => coalesce('db: [1]'), { message: 'type mismatch on db: [%!t(float64=1)]' })
  assert.throws(() => coalesce('db: true'), { message: 'type mismatch on db: true' })
})

test('mergeValues() keeps nulls', () => {
  const values = mergeValues(chart, { size: null, limits: { cpu: null } }, () => {})
  assert.equal(values['size'], null)
  assert.deepEqual(values['limits'], { cpu: null, memory: 2 })
})
