import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { memoryTree } from '@sluice/base/flow'
import { tarEnd, tarHeader, tarPadding } from '@sluice/base/tar'
import { readArchiveHead, readChartHead } from './chart-head.ts'

const manifest = 'apiVersion: v2\nname: web\nversion: 1.0.0\n'

function packed(files: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const bytes = Buffer.from(text)
    return [tarHeader({ path, type: 'file', size: bytes.length }), bytes, tarPadding(bytes.length)]
  })
  return gzipSync(Buffer.concat([...parts, tarEnd]))
}

test('readArchiveHead() leaves what is wrong with the rest of a chart to others', () => {
  const bytes = packed({ 'web/Chart.yaml': manifest, 'web/values.yaml': '- no map', 'web/templates/a': '{{' })
  assert.equal(readArchiveHead(bytes).name, 'web')
})

const old = 'name: web\nversion: 0.1.0\n'
test('readArchiveHead() finds the dependencies of charts of the first generation', () => {
  const bytes = packed({ 'web/Chart.yaml': old, 'web/requirements.yaml': 'dependencies:\n- name: db\n' })
  const { apiVersion, dependencies } = readArchiveHead(bytes)
  assert.deepEqual([apiVersion, dependencies?.map(({ name }) => name)], ['v1', ['db']])
})

const bomb = gzipSync(Buffer.alloc(200 * 1024 ** 2))
const refused: readonly { readonly what: string; readonly bytes: Uint8Array; readonly why: RegExp }[] = [
  { what: 'nothing', bytes: Buffer.of(), why: /^EOF$/ },
  { what: 'a word', bytes: Buffer.from('nonsense'), why: /^unexpected EOF$/ },
  { what: 'a page', bytes: Buffer.from('<html>not found</html>'), why: /^gzip: invalid header$/ },
  { what: 'a bomb', bytes: bomb, why: /unpacks to more than 18\d{7} bytes$/ },
  {
    what: 'a cut archive',
    bytes: packed({ 'web/Chart.yaml': manifest }).subarray(0, 60),
    why: /unexpected end of file/,
  },
  {
    what: 'another folder',
    bytes: packed({ 'web/../../Chart.yaml': manifest }),
    why: /references parent directory$/,
  },
  { what: 'an absolute name', bytes: packed({ 'web//etc/Chart.yaml': manifest }), why: /absolute paths$/ },
  { what: 'no chart', bytes: packed({ 'web/values.yaml': '' }), why: /^no 'Chart.yaml' found$/ },
  {
    what: 'no YAML',
    bytes: packed({ 'web/Chart.yaml': 'a: [' }),
    why: /^cannot load 'Chart.yaml': error converting/,
  },
  {
    what: 'no name',
    bytes: packed({ 'web/Chart.yaml': 'version: 1.0.0' }),
    why: /^validation: chart.metadata.name is required$/,
  },
  {
    what: 'a huge file',
    bytes: packed({ 'web/Chart.yaml': `${manifest}description: ${'x'.repeat(5 * 1024 ** 2)}` }),
    why: /^size of 'Chart.yaml' exceeds '5242880' bytes limit$/,
  },
]
for (const { what, bytes, why } of refused) {
  test(`readArchiveHead() refuses ${what}`, () => {
    assert.throws(() => readArchiveHead(bytes), { name: 'ChartError', message: why })
  })
}

test('readChartHead() names the file that is missing', () => {
  assert.equal(readChartHead(memoryTree({ 'Chart.yaml': manifest }), '/src').version, '1.0.0')
  assert.throws(() => readChartHead(memoryTree({ 'values.yaml': '' }), '/src'), {
    message: 'open /src/Chart.yaml: no such file or directory',
  })
})
