/** Runs the command line of this process. @module */
import { enableCompileCache } from 'node:module'
import { basename } from 'node:path'
import { setFlagsFromString } from 'node:v8'

// Types are stripped, and code compiled, once per version instead of once per start.
enableCompileCache()

// A small young generation: servers that run for long stay small, and copy less. Costs a command nothing.
setFlagsFromString('--max-semi-space-size=4')
setFlagsFromString('--semi-space-growth-factor=1')

const { runCli } = await import('./run-cli.ts')
const { commandTree } = await import('./command-tree.ts')
const { processSurroundings } = await import('./process-surroundings.ts')

const program = process.env['SLUICE_PROGRAM'] ?? programName(process.argv[1] ?? '')
process.exitCode = await runCli(commandTree(program), process.argv.slice(2), processSurroundings(program))

/** A link named `flux` makes a command named `flux`. */
function programName(path: string): string {
  const name = basename(path).replace(/\.(ts|js|mjs)$/, '')
  return name === 'flux' ? name : 'sluice'
}
