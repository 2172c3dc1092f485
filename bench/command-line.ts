import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { summarize } from './statistics.ts'

const main = fileURLToPath(new URL('../apps/cli/bin/sluice.js', import.meta.url))

/** `node bench/bench.ts cli`: start of the command line, whole process, in milliseconds. */
export function benchCommandLine(): void {
  for (const args of [['version', '--client'], ['--help'], ['get', '--help']]) {
    const times = Array.from({ length: 20 }, () => {
      const began = performance.now()
      spawnSync(process.execPath, [main, ...args], { stdio: 'ignore' })
      return performance.now() - began
    })
    console.log(JSON.stringify({ work: `sluice ${args.join(' ')}`, ms: summarize(times) }))
  }
}
