/** Runs the command line of this process. @module */
import { enableCompileCache } from 'node:module'
import { basename } from 'node:path'

// Types are stripped, and code compiled, once per version instead of once per start.
enableCompileCache()

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
