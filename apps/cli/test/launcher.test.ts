import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../bin/sluice', import.meta.url))
const skip = process.platform === 'win32' && 'the launcher is a shell script'
const dir = mkdtempSync(join(tmpdir(), 'launcher-'))
after(() => rmSync(dir, { recursive: true, force: true }))

function run(program: string, ...args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise(resolve => {
    execFile(program, [...args], { maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr })
    })
  })
}

test('the launcher runs the command line, also through a link, which names the program', {
  skip,
}, async () => {
  const link = join(dir, 'flux')
  symlinkSync(launcher, link)
  assert.match((await run(launcher, 'version', '--client')).output, /^sluice: v/)
  assert.match((await run(link, 'version', '--client')).output, /^flux: v/)
  assert.match((await run(link, '--help')).output, /^\s*flux \[command\]/m)
})

test('templates may include themselves as deep as Helm allows, and no deeper', { skip }, async () => {
  const chart = join(dir, 'deep')
  mkdirSync(join(chart, 'templates'), { recursive: true })
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: deep\nversion: 1.0.0\n')
  const template = (depth: number) =>
    `{{- define "d" -}}{{- if lt (int .) ${depth} -}}{{ include "d" (add (int .) 1) }}{{- else -}}end{{- end -}}{{- end -}}\na: {{ include "d" 1 }}\n`
  writeFileSync(join(chart, 'templates/a.yaml'), template(900))
  assert.match((await run(launcher, 'helm', 'template', 'r', chart)).output, /^a: end$/m)
  writeFileSync(join(chart, 'templates/a.yaml'), template(5000))
  const { code, output } = await run(launcher, 'helm', 'template', 'r', chart)
  assert.equal(code, 1)
  assert.match(output, /rendering template has a nested reference name: d: unable to execute template/)
})
