#!/usr/bin/env node
// Runs the command line on Node 24, which strips types by itself: in this process where it is one, else in the
// Node that the `node` package brings. `sluice` beside this file is the faster way to the same.
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'

const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24
/** Of glibc, for a server; `sluice` beside this file says why. */
const allocation = { MALLOC_ARENA_MAX: '1', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' }
process.env['SLUICE_PROGRAM'] ??= basename(process.argv[1] ?? '') === 'flux' ? 'flux' : 'sluice'

if (isNewEnough) await runHere()
else await (await import('./run-in-package-node.js')).runInPackageNode(process.argv.slice(2))

/**
 * The entry point must not be TypeScript: what Node loads before the cache is on is stripped of its types anew at
 * every start, and merely loading what strips them takes longer than a whole command.
 */
async function runHere() {
  const { freshBundle } = await import('./fresh-bundle.cjs')
  const args = process.argv.slice(2)
  const bundle = freshBundle(args)
  if (bundle !== undefined && ['helm', 'kustomize'].includes(args[0] ?? '')) {
    const { findProgram } = await import('./run-program.cjs')
    const run = findProgram(args, bundle)
    if (run) process.exit(await run(process.env['SLUICE_PROGRAM'] ?? 'sluice', args))
  }
  const { imageCommand } = await import('./image.cjs')
  const command = bundle === undefined ? undefined : imageCommand(args, bundle)
  if (command !== undefined) process.execve?.(command[0], command, { ...allocation, ...process.env })
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  if (bundle === undefined) await import('../src/main.ts')
  else await import(pathToFileURL(`${bundle}/main.js`).href)
}
