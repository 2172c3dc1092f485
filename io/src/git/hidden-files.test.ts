import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hiddenFiles, removeLeftovers } from './hidden-files.ts'

const onLinux = { skip: process.platform !== 'linux' && 'needs /proc' }

test('hiddenFiles() can be read and run by children, more than once', async () => {
  const { paths, close } = await hiddenFiles({
    secret: { text: 'sesame\n' },
    program: { text: '#!/bin/sh\nexec cat "$1"\n', isProgram: true },
  })
  for (let i = 0; i < 2; i++)
    assert.equal(execFileSync(paths.program, [paths.secret], { encoding: 'utf8' }), 'sesame\n')
  await close()
  assert.equal(spawnSync('cat', [paths.secret]).status, 1)
})

test('hiddenFiles() leave nothing behind when the process is killed', onLinux, () => {
  const parent = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  const module = fileURLToPath(new URL('hidden-files.ts', import.meta.url))
  const script = `const { hiddenFiles } = await import(${JSON.stringify(module)})
    await hiddenFiles({ secret: { text: 'sesame' } })
    process.kill(process.pid, 'SIGKILL')`
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: parent },
  })
  assert.equal(child.signal, 'SIGKILL')
  assert.deepEqual(
    readdirSync(parent).filter(name => name.startsWith('sluice-')),
    [],
  )
  rmSync(parent, { recursive: true })
})

test('removeLeftovers() removes the folders of processes that have ended, and nothing else', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  const names = [`sluice-ssh-${pid}-a`, `sluice-ssh-${process.pid}-b`, 'sluice-ssh-c', 'other']
  for (const name of names) mkdirSync(join(parent, name))
  await removeLeftovers(parent)
  assert.deepEqual(
    names.filter(name => existsSync(join(parent, name))),
    names.slice(1),
  )
  rmSync(parent, { recursive: true })
})
