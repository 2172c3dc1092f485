/**
 * Keeps an image of a process that has started `sluice apiserver` once, so that the next start reads memory instead
 * of loading, compiling and preparing anything. Node makes such images of one script that needs no other.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type ScriptPlace, scriptOptions } from './script-options.ts'

/** The script of an image can only ask for modules of Node; what is loaded late comes from where the image is. */
const banner = `const requireBuiltin = require
require = name => name.startsWith('node:')
  ? requireBuiltin(name)
  : requireBuiltin('node:module').createRequire(__filename)(name)`

/** Writes `apiserver.image`; where that fails it says so, and everything works without, only slower to start. */
export async function bundleImages(place: ScriptPlace): Promise<void> {
  const outfile = join(place.folder, 'apiserver.image.cjs')
  await build({
    ...scriptOptions('apiserver-image.ts', place),
    outfile,
    supported: { 'dynamic-import': false },
    // The script is part of the image, names and all; SLUICE_NO_IMAGE=1 runs what has readable traces.
    minify: true,
    banner: { js: `${banner}\nconst __address = 'file://' + __filename;` },
  })
  writeFileSync(outfile, withoutWideLetters(readFileSync(outfile, 'utf8')))
  const image = join(place.folder, 'apiserver.image')
  const args = ['--snapshot-blob', image, '--build-snapshot', outfile]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status === 0) return
  rmSync(image, { force: true })
  console.error(`cannot make an image of 'sluice apiserver', so it starts slower: ${stderr.trim()}`)
}

/** A script with one letter beyond Latin-1 takes twice the memory. */
function withoutWideLetters(script: string): string {
  return script.replace(/[^\0-\xff]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
