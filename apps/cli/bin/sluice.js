#!/usr/bin/env node
// Runs the command line on Node 24, which strips types by itself: in this process where it is one, else in the
// Node that the `node` package brings.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'main.ts')
const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24
process.env['SLUICE_PROGRAM'] ??= basename(process.argv[1] ?? '') === 'flux' ? 'flux' : 'sluice'

if (isNewEnough) await import(main)
else runIn(nodeOfPackage())

function nodeOfPackage() {
  const require = createRequire(import.meta.url)
  return join(
    dirname(require.resolve('node/package.json')),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
}

function runIn(program) {
  const child = spawn(program, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name))
  child.on('error', error => {
    console.error(`✗ cannot run Node 24 at ${program}: ${error.message}; 'npm install' brings it`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0)
  })
}
