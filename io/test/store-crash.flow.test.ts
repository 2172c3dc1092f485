import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { treeOfTarGz } from '@sluice/base/tar'
import { openArtifactStore } from '../src/artifact-store/index.ts'

const rounds = 12
const home = new URL('../src/artifact-store/index.ts', import.meta.url).href

/** Stores artifacts one after the other for ever, and says so after each. */
const writer = `
  const { openArtifactStore } = await import(${JSON.stringify(home)})
  const { randomBytes } = await import('node:crypto')
  const store = await openArtifactStore({ dir: process.argv[1], address: 'x', retention: { ttl: 60000, records: 2 },
    algorithm: 'sha256', maxBytes: 1e9, now: Date.now })
  const entries = Array.from({ length: 20 }, (_, i) => ({ path: 'f' + i, type: 'file', read: () => randomBytes(20000) }))
  for (let i = 0; ; i++) {
    await store.archive({ owner: { kind: 'Test', namespace: 'ns', name: 'app' }, file: i + '.tar.gz', revision: 'r' }, entries)
    process.stdout.write('.')
  }
`

test('archive() leaves whole artifacts only, whenever the process is killed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'store-crash-'))
  try {
    for (let round = 0; round < rounds; round++) {
      const dir = join(root, String(round))
      const child = spawn(process.execPath, ['--input-type=module', '-e', writer, dir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let stored = 0
      child.stdout.on('data', (part: Buffer) => {
        stored += part.length
        if (stored >= 1 + (round % 4)) child.kill('SIGKILL')
      })
      await new Promise(resolve => child.once('close', resolve))
      const folder = join(dir, 'test/ns/app')
      const whole = readdirSync(folder).filter(name => !name.startsWith('.tmp-'))
      assert.ok(whole.length >= 1)
      for (const name of whole) {
        assert.equal(treeOfTarGz(readFileSync(join(folder, name))).paths().length, 20, name)
      }
      await assertTidies(dir, folder)
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

/** The next collection of garbage removes what was left half written. */
async function assertTidies(dir: string, folder: string): Promise<void> {
  const retention = { ttl: 60_000, records: 2 }
  const store = await openArtifactStore({
    dir,
    address: 'x',
    retention,
    algorithm: 'sha256',
    maxBytes: 1e9,
    now: Date.now,
  })
  await store.collectGarbage({
    path: 'test/ns/app/0.tar.gz',
    url: '',
    revision: '',
    digest: '',
    lastUpdateTime: '',
  })
  assert.deepEqual(
    readdirSync(folder).filter(name => name.startsWith('.tmp-')),
    [],
  )
}
