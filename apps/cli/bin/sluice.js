#!/usr/bin/env node
// Runs the command line on Node 24, which strips types by itself: in this process where it is one, else in the
// Node that the `node` package brings. `sluice` beside this file is the faster way to the same.
import { basename } from 'node:path'

const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24
process.env['SLUICE_PROGRAM'] ??= basename(process.argv[1] ?? '') === 'flux' ? 'flux' : 'sluice'

if (isNewEnough) await runHere()
else await (await import('./run-in-package-node.js')).runInPackageNode(process.argv.slice(2))

/**
 * The entry point must not be TypeScript: what Node loads before the cache is on is stripped of its types anew at
 * every start, and merely loading what strips them takes longer than a whole command.
 */
async function runHere() {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { freshBundle } = await import('./fresh-bundle.js')
  const bundle = freshBundle(process.argv.slice(2))
  if (bundle === undefined) await import('../src/main.ts')
  else await import(bundle)
}
