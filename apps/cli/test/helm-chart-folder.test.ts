/** What lies in a chart's folder and is no plain file, and archives that hold no chart. @module */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { run } from './harness.ts'

const scratch = mkdtempSync(join(tmpdir(), 'sluice-chart-folder-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

function chart(name: string): string {
  const folder = join(scratch, name)
  mkdirSync(join(folder, 'templates'), { recursive: true })
  writeFileSync(join(folder, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`)
  return folder
}

test('a link is followed, and said to be', async () => {
  const folder = chart('linked')
  const target = join(scratch, 'shared.yaml')
  writeFileSync(target, 'a: 1\n')
  symlinkSync('../../shared.yaml', join(folder, 'templates/shared.yaml'))
  const { code, out, err } = await run(['helm', 'template', 'rel', folder])
  assert.equal(code, 0)
  assert.match(out, /a: 1/)
  const path = join(folder, 'templates/shared.yaml')
  assert.equal(
    err,
    `level=INFO msg="found symbolic link in path. Contents of linked file included and used" path=${path} resolved=${target}\n`,
  )
})

test('a link that leads nowhere is an error that says where it stops', async () => {
  const folder = chart('dangling')
  symlinkSync('../gone/far/LICENSE', join(folder, 'LICENSE'))
  const { code, err } = await run(['helm', 'template', 'rel', folder])
  assert.equal(code, 1)
  assert.equal(
    err,
    `Error: error evaluating symlink ${folder}/LICENSE: lstat ${scratch}/gone: no such file or directory\n`,
  )
})

test('a device is no part of a chart', async () => {
  const folder = chart('device')
  symlinkSync('/dev/null', join(folder, 'nothing'))
  const { code, err } = await run(['helm', 'template', 'rel', folder])
  assert.equal(code, 1)
  assert.ok(
    err.endsWith(`Error: cannot load irregular file ${folder}/nothing as it has file mode type bits set\n`),
  )
})

test('lint tells why an archive cannot be unpacked', async () => {
  const archive = join(scratch, 'empty.tgz')
  writeFileSync(archive, '')
  const { code, out } = await run(['helm', 'lint', archive])
  assert.equal(code, 1)
  assert.equal(out, `==> Linting ${archive}\nError unable to extract tarball: EOF\n\n`)
})

test('only a folder is packed', async () => {
  const file = join(scratch, 'file.tgz')
  writeFileSync(file, '')
  const { code, err } = await run(['helm', 'package', file])
  assert.equal(code, 1)
  const manifest = `${file}/Chart.yaml`
  assert.equal(err, `Error: unable to detect chart at ${manifest}: open ${manifest}: not a directory\n`)
})
