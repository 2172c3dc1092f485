import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs the command line in the Node that the `node` package brings, and ends as it ends.
 * @param {readonly string[]} args
 */
export function runInPackageNode(args) {
  const main = fileURLToPath(new URL('sluice.js', import.meta.url))
  const program = nodeOfPackage()
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

function nodeOfPackage() {
  const require = createRequire(import.meta.url)
  return join(
    dirname(require.resolve('node/package.json')),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
}
