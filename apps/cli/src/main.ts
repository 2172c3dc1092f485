/**
 * Runs the command line of this process. `bin/sluice.js` is the entry point: a TypeScript file that Node starts with
 * is stripped of its types anew every time.
 * @module
 */
import { enableCompileCache } from 'node:module'
import { basename } from 'node:path'

// Types are stripped, and code compiled, once per version instead of once per start.
enableCompileCache()

const args = process.argv.slice(2)

const { runCli } = await import('./run-cli.ts')
const { commandTree } = await import('./command-tree.ts')
const { useProxies } = await import('./use-proxies.ts')
const { processSurroundings } = await import('./process-surroundings.ts')

const program = process.env['SLUICE_PROGRAM'] ?? programName(process.argv[1] ?? '')
await useProxies(process.env)
process.exitCode = await runCli(commandTree(program), args, processSurroundings(program))

/** A link named `flux` makes a command named `flux`. */
function programName(path: string): string {
  const name = basename(path).replace(/\.(ts|js|mjs)$/, '')
  return name === 'flux' ? name : 'sluice'
}
