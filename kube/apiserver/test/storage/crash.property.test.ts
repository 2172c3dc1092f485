/** What is stored, against a model, by a process that is killed again and again. @module */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Journal, Store } from '../../src/storage/index.ts'
import { stateAfter } from './operations.ts'

const program = fileURLToPath(new URL('writing-process.ts', import.meta.url))
const rounds = Number(process.env['SLUICE_CRASH_ROUNDS'] ?? 6)

test('a killed server has what it acknowledged, in order, and nothing that was never written', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'storage-crash-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  let state = new Map<string, string>()
  let version = 0
  for (let seed = 1; seed <= rounds; seed++) {
    const told = await writeUntilKilled(folder, seed)
    assert.ok(told.opened > version, 'no version is given twice')
    const store = new Store(new Journal(folder))
    const found = contentOf(store)
    const count = prefixOf(found, state, { seed, ...told })
    assert.notEqual(count, undefined, `round ${seed}: ${told.durable} of ${told.begun} were acknowledged`)
    state = found
    version = told.version
    await store.close()
  }
})

interface Told {
  readonly opened: number
  /** How many operations have begun, and up to which all are acknowledged. */
  readonly begun: number
  readonly durable: number
  readonly version: number
}

async function writeUntilKilled(folder: string, seed: number): Promise<Told> {
  const child = spawn(process.execPath, [program, folder, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  while (!output.includes('durable')) {
    assert.equal(child.exitCode, null, `the process ended: ${output}`)
    await sleep(5)
  }
  await sleep((seed * 37) % 90)
  child.kill('SIGKILL')
  await once(child, 'close')
  // The last line may be half a one.
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n')
  const numbers = (word: string) =>
    lines.flatMap(line => (line.startsWith(`${word} `) ? [line.split(' ').slice(1).map(Number)] : []))
  const last = numbers('durable').at(-1) ?? []
  return {
    opened: numbers('opened')[0]?.[0] ?? 0,
    begun: numbers('begun').length,
    durable: (last[0] ?? -1) + 1,
    version: last[1] ?? 0,
  }
}

function contentOf(store: Store): Map<string, string> {
  return new Map(store.list('things').map(({ name, object }) => [name, String(object['value'])]))
}

/** After how many operations of a seed this was the state; at least what was acknowledged, at most what had begun. */
function prefixOf(
  found: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
  { seed, durable, begun }: Told & { readonly seed: number },
): number | undefined {
  const wanted = JSON.stringify([...found].sort())
  for (let count = durable; count <= begun; count++) {
    if (JSON.stringify([...stateAfter(before, { seed, count })].sort()) === wanted) return count
  }
  return undefined
}
