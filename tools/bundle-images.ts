/**
 * Keeps an image of a process that has started `sluice apiserver` once, so that the next start reads memory instead
 * of loading, compiling and preparing anything. Node makes such images of one script that needs no other.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { externals, lazyBuiltins, ownAddresses } from './bundle-plugins.ts'

/** The script of an image can only ask for modules of Node; what is loaded late comes from where the image is. */
const banner = `const requireBuiltin = require
require = name => name.startsWith('node:')
  ? requireBuiltin(name)
  : requireBuiltin('node:module').createRequire(__filename)(name)`

/** Writes `apiserver.image`. Without an image everything works, only slower to start. */
export async function bundleImages(root: string, folder: string, bundled: RegExp): Promise<void> {
  const outfile = join(folder, 'apiserver.image.cjs')
  await build({
    entryPoints: [join(root, 'apps/cli/src/programs/apiserver-image.ts')],
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    supported: { 'dynamic-import': false },
    // The script is part of the image, names and all; SLUICE_NO_IMAGE=1 runs what has readable traces.
    minify: true,
    define: { 'import.meta.url': '__address' },
    banner: { js: `${banner}\nconst __address = 'file://' + __filename;` },
    plugins: [lazyBuiltins(), externals(bundled), ownAddresses(folder)],
    logLevel: 'error',
  })
  writeFileSync(outfile, withoutWideLetters(readFileSync(outfile, 'utf8')))
  const image = join(folder, 'apiserver.image')
  const args = ['--snapshot-blob', image, '--build-snapshot', outfile]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`cannot make an image of 'sluice apiserver': ${stderr.trim()}`)
}

/** A script with one letter beyond Latin-1 takes twice the memory. */
function withoutWideLetters(script: string): string {
  return script.replace(/[^\0-\xff]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
