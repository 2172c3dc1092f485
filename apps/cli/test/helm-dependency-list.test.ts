/** `sluice helm dependency list` beside the real `helm`: the same output and exit code. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { clientTools } from '@sluice/testing'
import { run } from './harness.ts'

const tools = clientTools()
const skip = tools.type === 'missing' ? tools.reason : false
const folder = mkdtempSync(join(tmpdir(), 'sluice-dependencies-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const files: Readonly<Record<string, string>> = {
  'shop/Chart.yaml': [
    'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:',
    `- {name: packed, version: ^1.0.0, repository: "https://example.com/${'long/'.repeat(20)}"}`,
    '- {name: unpacked, version: 2.0.0, repository: "file://../unpacked"}',
    '- {name: other, version: 3.x.x}',
    '- {name: gone, version: 1.0.0}',
    '- {name: odd, version: "!!"}',
    '',
  ].join('\n'),
  'shop/charts/unpacked/Chart.yaml': 'apiVersion: v2\nname: unpacked\nversion: 2.0.0\n',
  'shop/charts/other/Chart.yaml': 'apiVersion: v2\nname: other\nversion: 1.0.0\n',
  'shop/charts/odd/Chart.yaml': 'apiVersion: v2\nname: odd\nversion: 1.0.0\n',
  'shop/charts/stranger/Chart.yaml': 'apiVersion: v2\nname: stranger\nversion: 1.0.0\n',
  'plain/Chart.yaml': 'apiVersion: v2\nname: plain\nversion: 1.0.0\n',
  'packed/Chart.yaml': 'apiVersion: v2\nname: packed\nversion: 1.2.0\n',
}

before(async () => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const said = await ours(['package', 'packed', '-d', 'shop/charts'])
  assert.equal(said.code, 0, said.err)
  cpSync(join(folder, 'shop'), join(folder, 'twice'), { recursive: true })
  cpSync(join(folder, 'shop/charts/packed-1.2.0.tgz'), join(folder, 'twice/charts/packed-1.3.0.tgz'))
})

async function ours(args: readonly string[]) {
  return run(['helm', ...args], undefined, { cwd: folder, env: { HOME: folder } })
}

const cases = [
  ['shop'],
  ['twice'],
  ['shop', '--max-col-width', '12'],
  ['plain'],
  ['shop/charts/packed-1.2.0.tgz'],
  ['nowhere'],
  [],
]
for (const args of cases) {
  test(`helm dependency list ${args.join(' ')}`, { skip }, async () => {
    assert.ok(tools.type === 'found')
    const options = { cwd: folder, env: { HOME: folder, PATH: process.env['PATH'] } }
    const real = await promisify(execFile)(tools.helm, ['dependency', 'list', ...args], options).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
    )
    const { code, out, err } = await ours(['dependency', 'list', ...args])
    assert.deepEqual({ code, out, err }, real)
  })
}
