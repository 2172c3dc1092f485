/**
 * `npm test`: the checks, the unit tests (one process), then the flow and end-to-end tests (a process each).
 * Ends with one line, `N passed, N failed, N skipped`. `--only=TEXT` runs the test files whose path contains TEXT.
 * @module
 */
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runChecks } from './check.ts'
import { installServers } from './install-servers.ts'

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const only = process.argv.find(arg => arg.startsWith('--only='))?.slice('--only='.length)

const total = { passed: 0, failed: 0, skipped: 0 }
if (only === undefined) {
  add(await runChecks())
  for (const line of installServers()) console.log(line)
}
const files = globSync('{base,engines,io,kube,api,controllers,apps,testing,tools,test}/**/*.test.ts', {
  cwd: root,
  exclude: ['**/node_modules/**'],
}).filter(file => only === undefined || file.includes(only))

add(
  await runTests(
    'unit tests',
    files.filter(file => !file.endsWith('.flow.test.ts')),
    ['--test-isolation=none'],
  ),
)
add(
  await runTests(
    'flow tests',
    files.filter(file => file.endsWith('.flow.test.ts')),
    ['--test-concurrency=2'],
  ),
)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)

function add(counts: Counts): void {
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
}

async function runTests(title: string, paths: readonly string[], flags: readonly string[]): Promise<Counts> {
  if (paths.length === 0) return { passed: 0, failed: 0, skipped: 0 }
  const started = performance.now()
  console.log(`${title}: ${paths.length} files`)
  const reporter = fileURLToPath(new URL('test-reporter.ts', import.meta.url))
  const seed = fileURLToPath(new URL('property-seed.ts', import.meta.url))
  const common = ['--test', '--test-timeout=300000', `--test-reporter=${reporter}`, `--import=${seed}`]
  const args = [...common, ...flags, ...paths]
  const { output, code } = await run(process.execPath, args)
  const counts = /^counts: (.*)$/m.exec(output)?.[1]
  console.log(`${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  if (counts === undefined) {
    console.log(`failed: the ${title} ended with ${code} and without a summary`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const { passed, failed, skipped, cancelled } = JSON.parse(counts)
  return { passed, failed: Math.max(failed + cancelled, code === 0 ? 0 : 1), skipped }
}

function run(command: string, args: readonly string[]): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (chunk: string) => {
      output += chunk
      process.stdout.write(chunk.replace(/^counts: .*\n/m, ''))
    })
    child.on('error', reject)
    child.on('close', code => resolve({ output, code }))
  })
}
