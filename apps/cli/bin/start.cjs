// What `sluice` runs: a command that is a program of its own at once, every other one by way of `sluice.js`.
const { freshBundle } = require('./fresh-bundle.cjs')
const { findProgram } = require('./run-program.cjs')

process.env['SLUICE_PROGRAM'] ??= 'sluice'
const args = process.argv.slice(2)
const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24
const isCommon = isNewEnough && (args[0] === 'helm' || args[0] === 'kustomize')
const bundle = isCommon ? freshBundle(args) : undefined
const run = bundle === undefined ? undefined : findProgram(args, bundle)

if (run) {
  // All that was printed is written; what is left in memory need not be taken apart.
  run(process.env['SLUICE_PROGRAM'], args).then(code => process.exit(code))
} else {
  import('./sluice.js')
}
