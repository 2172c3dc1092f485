import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { clearState, isRunning, readState, removeState, writeState } from './state.ts'

const state = {
  pid: process.pid,
  apiServer: 'https://127.0.0.1:1',
  kubeconfig: '/k',
  gitUrl: 'http://127.0.0.1:2/sample.git',
  ports: { api: 1, git: 2, artifacts: 3, receiver: 4 },
  startedAt: '2026-01-01T00:00:00Z',
  isListening: true,
}

function inFolder(work: (dir: string) => void): void {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-state-'))
  try {
    work(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

test('clearState() keeps the ports and says that nothing runs', () => {
  inFolder(dir => {
    writeState(dir, state)
    const before = readState(dir)
    assert.ok(before && isRunning(before))
    clearState(dir)
    const after = readState(dir)
    assert.ok(after && !isRunning(after))
    assert.deepEqual(after.ports, state.ports)
  })
})

test('readState() takes a missing or broken file as no state', () => {
  inFolder(dir => {
    assert.equal(readState(dir), undefined)
    writeFileSync(join(dir, 'sandbox.json'), '{"pid":')
    assert.equal(readState(dir), undefined)
  })
})

test('removeState() removes what a sandbox stores and nothing else', () => {
  inFolder(dir => {
    writeState(dir, state)
    writeFileSync(join(dir, 'controllers.log'), '')
    mkdirSync(join(dir, 'git', 'sample.git'), { recursive: true })
    writeFileSync(join(dir, 'precious.txt'), '')
    removeState(dir)
    assert.deepEqual(readdirSync(dir), ['precious.txt'])
  })
})
