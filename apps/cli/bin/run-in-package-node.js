import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { packageNode } from './package-node.cjs'

/**
 * Runs the command line in the Node that the `node` package brings, and ends as it ends.
 * @param {readonly string[]} args
 */
export function runInPackageNode(args) {
  const main = fileURLToPath(new URL('sluice.js', import.meta.url))
  const program = packageNode()
  const child = spawn(program, [main, ...args], { stdio: 'inherit' })
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name))
  child.on('error', error => {
    console.error(`✗ cannot run Node 24 at ${program}: ${error.message}; 'npm install' brings it`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0)
  })
}
