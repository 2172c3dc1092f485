/**
 * Bundles the commands that are run most, each into one script of its own with its code compiled beforehand: nothing
 * is looked up, linked or compiled when such a command starts.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { build } from 'esbuild'
import { codeOf, load } from '../apps/cli/bin/run-program.cjs'
import { quietSurroundings } from '../apps/cli/src/programs/quiet-surroundings.ts'
import { type ScriptPlace, scriptOptions } from './script-options.ts'

const samples = fileURLToPath(new URL('samples', import.meta.url))

/** The commands, the file in `apps/cli/src/programs` that runs each, and what it is tried out on. */
const programs = {
  'helm template': { entry: 'helm-template.ts', args: ['sample', 'chart', '--include-crds', '--set', 'a=b'] },
  'kustomize build': { entry: 'kustomize-build.ts', args: ['overlay'] },
} as const

/** Writes `NAME.cjs`, and its code beside it, for each of the commands. */
export async function bundlePrograms(place: ScriptPlace): Promise<void> {
  for (const [name, { entry, args }] of Object.entries(programs)) {
    const outfile = join(place.folder, `${name}.cjs`)
    await build({
      ...scriptOptions(entry, place),
      outfile,
      banner: { js: '(function (module, require, __address) {' },
      footer: { js: '})' },
    })
    await writeCode(outfile, [...name.split(' '), ...args])
  }
}

/** What `bin/sluice` gives Node: code is taken only under the flags it was compiled with. */
const young = ['--min-semi-space-size=64', '--max-semi-space-size=64']
const variants = [[], young, [...young, '--stack-size=3900']]

async function writeCode(file: string, args: readonly string[]): Promise<void> {
  for (const flags of variants) {
    for (const flag of ['--stack-size=984', '--min-semi-space-size=0', '--max-semi-space-size=0', ...flags])
      setFlagsFromString(flag)
    writeFileSync(codeOf(file, flags), await compiled(file, args))
  }
}

/** What a script was compiled to while it did its work on a sample: what is run is kept, and nothing else. */
async function compiled(file: string, args: readonly string[]): Promise<Buffer> {
  const { script, run } = load(file, readFileSync(file, 'latin1'))
  const code = await run('sluice', args, quietSurroundings(samples))
  if (code !== 0) throw new Error(`cannot run 'sluice ${args.join(' ')}' to see what it needs`)
  return script.createCachedData()
}
