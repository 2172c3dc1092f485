/**
 * Bundles the command line anew when there is no bundle, or one of other sources. Without a bundle everything works,
 * only slower to start, so nothing that goes wrong here stops anyone.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = `${root}node_modules/node/bin/node`

if (existsSync(node) && existsSync(`${root}node_modules/esbuild`) && !(await isFresh())) {
  const { status, stderr } = spawnSync(node, [`${root}tools/bundle-cli.ts`], { encoding: 'utf8' })
  if (status !== 0) console.error(`cannot bundle the command line, so it starts slower: ${stderr.trim()}`)
  else if (stderr) console.error(stderr.trim())
}

async function isFresh() {
  if (process.getBuiltinModule === undefined) return false
  const { freshBundle } = await import('../apps/cli/bin/fresh-bundle.cjs')
  const { isImageStale } = await import('../apps/cli/bin/image.cjs')
  const bundle = freshBundle([])
  return bundle !== undefined && isImageStale(bundle) !== true
}
