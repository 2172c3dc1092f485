import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { GitProcesses } from './git-processes.ts'

const root = mkdtempSync(join(tmpdir(), 'processes-test-'))
after(() => rmSync(root, { recursive: true, force: true }))

function repository(name: string): string {
  const dir = join(root, name)
  execFileSync('git', ['init', '-q', '--bare', dir])
  return dir
}

const [one, two] = [repository('one'), repository('two')]
const settled = () => new Promise<void>(resolve => setImmediate(resolve))

test('GitProcesses gives a reader out again, to one at a time', () => {
  const processes = new GitProcesses({ repositories: 2 })
  const first = processes.takeReader(one, 100)
  const second = processes.takeReader(one, 100)
  assert.notEqual(first, second)
  processes.giveReader(one, first)
  assert.equal(processes.takeReader(one, 100), first)
  for (const reader of [first, second]) reader.close()
})

test('GitProcesses ends a reader that failed, is not idle, or has nowhere to wait', async () => {
  const processes = new GitProcesses({ repositories: 2 })
  const closed = processes.takeReader(one, 100)
  closed.close()
  processes.giveReader(one, closed)
  const fresh = processes.takeReader(one, 100)
  assert.notEqual(fresh, closed)
  const asked = fresh.read('0'.repeat(40))
  processes.giveReader(one, fresh)
  await assert.rejects(asked, { message: 'the object reader was closed' })
  const lone = new GitProcesses()
  const reader = lone.takeReader(one, 100)
  lone.giveReader(one, reader)
  assert.equal(reader.isIdle, false)
})

test('GitProcesses keeps programs for the repositories that were used last', async () => {
  const processes = new GitProcesses({ repositories: 1 })
  processes.prepare(one)
  await settled()
  const waiting = processes.takeIndexPack(one)
  assert.equal(waiting.exitCode, null)
  waiting.kill()
  const reader = processes.takeReader(one, 100)
  processes.giveReader(one, reader)
  processes.prepare(two)
  await settled()
  assert.equal(reader.isIdle, false)
  processes.dropBelow(root)
})
