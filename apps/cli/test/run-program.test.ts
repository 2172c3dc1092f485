import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeOf, findProgram, load } from '../bin/run-program.cjs'

const source = '(function (module) { module.exports.run = async (program, args) => args.length })'

test('findProgram() runs the script of a command, compiled before', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-program-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'helm template.cjs')
  writeFileSync(file, source)
  assert.equal(findProgram(['helm', 'template'], folder), undefined, 'nothing is compiled yet')

  const { script } = load(file, source)
  writeFileSync(codeOf(file, process.execArgv), script.createCachedData())
  assert.equal(await findProgram(['helm', 'template', 'x'], folder)?.('sluice', ['a', 'b']), 2)
  assert.equal(findProgram(['helm', 'lint'], folder), undefined)
  assert.equal(findProgram(['get', 'template'], folder), undefined)
})

test('codeOf() tells apart what was compiled under other flags', () => {
  assert.equal(codeOf('/d/helm template.cjs', ['--trace-warnings']), '/d/helm template.code')
  assert.equal(codeOf('/d/a b.cjs', ['--stack-size=3900']), '/d/a b --stack-size=3900.code')
})
