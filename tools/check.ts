/**
 * `npm run check`: all that can be said of the code without running it, side by side. Each check counts as one
 * test in `npm test`.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checkLayers } from './check-layers.ts'

interface Check {
  readonly name: string
  run(): readonly string[]
}

const root = fileURLToPath(new URL('..', import.meta.url))

const checks: readonly Check[] = [
  {
    name: 'format and lint',
    run: () => tool('biome', ['check', '--diagnostic-level=error', '--max-diagnostics=20', '.']),
  },
  { name: 'types', run: () => tool('tsc', ['-p', '.']) },
  { name: 'layers', run: () => checkLayers(root) },
  { name: 'unused code', run: () => tool('knip', ['--no-progress', '--no-config-hints']) },
]

/** Runs every check, printing what each finds. */
export function runChecks(): { readonly passed: number; readonly failed: number; readonly skipped: number } {
  let failed = 0
  for (const check of checks) {
    const problems = check.run()
    console.log(`${problems.length === 0 ? 'checked' : 'failed'}: ${check.name}`)
    for (const problem of problems) console.log(`  ${problem}`)
    if (problems.length > 0) failed++
  }
  return { passed: checks.length - failed, failed, skipped: 0 }
}

function tool(name: string, args: readonly string[]): readonly string[] {
  const bin = fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
  const result = spawnSync(bin, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (result.status === 0) return []
  return `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`.trimEnd().split('\n')
}

if (import.meta.main) process.exit(runChecks().failed > 0 ? 1 : 0)
