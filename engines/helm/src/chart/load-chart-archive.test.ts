import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { tarEnd, tarHeader, tarPadding } from '@sluice/base/tar'
import { archiveFiles, loadChartArchive } from './load-chart-archive.ts'

function packed(files: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, content]) => {
    const bytes = Buffer.from(content)
    return [tarHeader({ path, type: 'file', size: bytes.length }), bytes, tarPadding(bytes.length)]
  })
  return gzipSync(Buffer.concat([...parts, tarEnd]))
}

const head = 'apiVersion: v2\nname: shop\nversion: 1.2.3\n'

test('loadChartArchive() drops the folder at the top, and takes backslashes', () => {
  const chart = loadChartArchive(
    packed({ 'any/Chart.yaml': head, 'any\\templates\\a.yaml': 'x', './any/values.yaml': 'b: 1' }),
  )
  assert.deepEqual(
    chart.templates.map(file => file.name),
    ['templates/a.yaml'],
  )
  assert.deepEqual(chart.values, undefined)
  assert.equal(chart.files[0]?.name, 'any/values.yaml')
})

test('loadChartArchive() loads subcharts that are archives themselves', () => {
  const inner = packed({ 'db/Chart.yaml': head.replace('shop', 'db') })
  const outer = Buffer.concat([
    tarHeader({ path: 'shop/Chart.yaml', type: 'file', size: head.length }),
    Buffer.from(head),
    tarPadding(head.length),
    tarHeader({ path: 'shop/charts/db-1.tgz', type: 'file', size: inner.length }),
    inner,
    tarPadding(inner.length),
    tarEnd,
  ])
  assert.equal(loadChartArchive(gzipSync(outer)).dependencies[0]?.metadata.name, 'db')
})

const hostile: readonly [string, string][] = [
  ['shop/../../etc/passwd', 'chart illegally references parent directory'],
  ['shop//etc/passwd', 'chart illegally contains absolute paths'],
  ['shop/c:/x', 'chart contains illegally named files'],
  ['Chart.yaml', 'chart illegally contains content outside the base directory: "Chart.yaml"'],
]
for (const [path, message] of hostile) {
  test(`archiveFiles() refuses '${path}'`, () => {
    assert.throws(() => archiveFiles(packed({ [path]: 'x' })), { message })
  })
}

test('archiveFiles() bounds each file', () => {
  assert.throws(() => archiveFiles(packed({ 'shop/big': 'x'.repeat(5 * 1024 * 1024 + 1) })), {
    message: 'decompressed chart file "shop/big" is larger than the maximum file size 5242880',
  })
})

test('archiveFiles() says that there is nothing in it, or that it is cut', () => {
  assert.throws(() => archiveFiles(packed({})), { message: 'no files in chart archive' })
  assert.throws(() => archiveFiles(Buffer.from('abc')), { message: 'unexpected EOF' })
})

const strangers: readonly [string, string, string][] = [
  ['a.yaml', 'a: b', "file 'a.yaml' seems to be a YAML file, but expected a gzipped archive"],
  ['a.tgz', 'short', "file 'a.tgz' does not appear to be a gzipped archive; got 'application/octet-stream'"],
  [
    'a.tgz',
    'long '.repeat(200),
    "file 'a.tgz' does not appear to be a gzipped archive; got 'text/plain; charset=utf-8'",
  ],
  [
    'a.tgz',
    '<html> x',
    "file 'a.tgz' does not appear to be a gzipped archive; got 'text/html; charset=utf-8'",
  ],
  ['a.tgz', 'PK\u0003\u0004', "file 'a.tgz' does not appear to be a gzipped archive; got 'application/zip'"],
]
for (const [name, content, message] of strangers) {
  test(`loadChartArchive() says what '${content.slice(0, 8)}' is instead`, () => {
    assert.throws(() => loadChartArchive(Buffer.from(content), { name }), { message })
  })
}

test('loadChartArchive() does not tell what is wrong with an archive', () => {
  assert.throws(() => loadChartArchive(packed({ 'shop/../../x': '' })), {
    message: 'unable to load chart archive',
  })
  assert.throws(() => loadChartArchive(packed({ 'shop/values.yaml': '' })), {
    message: 'unable to detect chart version, no Chart.yaml found',
  })
})
