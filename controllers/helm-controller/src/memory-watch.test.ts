import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseConfig } from './config.ts'
import { watchMemory } from './memory-watch.ts'

test('watchMemory() tells once that memory is nearly used up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-memory-'))
  try {
    const [max, current] = [join(folder, 'max'), join(folder, 'current')]
    await writeFile(max, '1000\n')
    await writeFile(current, '950\n')
    const { memoryWatch } = parseConfig([
      '--feature-gates=OOMWatch=true',
      '--oom-watch-interval=50ms',
      `--oom-watch-max-memory-path=${max}`,
      `--oom-watch-current-memory-path=${current}`,
    ])
    assert.ok(memoryWatch)
    const held = setInterval(() => {}, 1000)
    const message = await new Promise(resolve => watchMemory(memoryWatch, resolve))
    clearInterval(held)
    assert.equal(message, 'Memory usage is near OOM (950 of 1000 bytes), shutting down')
  } finally {
    await rm(folder, { recursive: true })
  }
})

const refused = [
  { args: ['--snapshot-digest-algo=md5'], why: /'md5' is none of sha256, sha384, sha512/ },
  {
    args: ['--feature-gates=OOMWatch=true', '--oom-watch-memory-threshold=120'],
    why: /120 is not a percentage/,
  },
  { args: ['--feature-gates=OOMWatch=true', '--oom-watch-interval=1ms'], why: /must be at least 50ms/ },
  { args: ['--feature-gates=NoSuchGate=true'], why: /unknown or unsupported feature gate 'NoSuchGate'/ },
]
for (const { args, why } of refused) {
  test(`parseConfig() refuses ${args.join(' ')}`, () => {
    assert.throws(() => parseConfig(args), { name: 'ConfigError', message: why })
  })
}
