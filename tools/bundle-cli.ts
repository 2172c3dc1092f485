/**
 * Bundles the command line into `apps/cli/dist`, so that a command loads a dozen files instead of hundreds. Runs when
 * packages are installed and before `npm start` and `npm test`; `apps/cli/bin/sluice.js` uses a bundle only while
 * none of the files it was made of has changed, and the sources otherwise.
 *
 * A bundle is a folder of its own. `current` names the one to use and is replaced at once; the one before it stays for
 * the processes that run it.
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { bundleImages } from './bundle-images.ts'
import { closureOf, commandNames } from './bundle-inputs.ts'
import { externals, lazyBuiltins, ownAddresses } from './bundle-plugins.ts'
import { bundlePrograms } from './bundle-programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'apps/cli/dist')
const entry = 'apps/cli/src/main.ts'

/** Our own packages, and others that are pure modules. */
const bundled = /^(@sluice\/.*|js-yaml|re2js)$/

await bundleCli()

async function bundleCli(): Promise<void> {
  const before = currentBundle()
  const id = `${Date.now().toString(36)}-${process.pid.toString(36)}`
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    outdir: join(dist, id),
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    metafile: true,
    plugins: [lazyBuiltins(), externals(bundled), ownAddresses(join(dist, id))],
    logLevel: 'error',
  })
  const place = { root, folder: join(dist, id), bundled }
  await bundlePrograms(place)
  await bundleImages(place)
  writeStamps(metafile, join(dist, id, 'stamps'))
  writeFileSync(join(dist, id, 'next'), id)
  renameSync(join(dist, id, 'next'), join(dist, 'current'))
  for (const name of readdirSync(dist)) {
    if (![id, before, 'current'].includes(name)) rmSync(join(dist, name), { recursive: true, force: true })
  }
}

function currentBundle(): string {
  mkdirSync(dist, { recursive: true })
  return readdirSync(dist).includes('current') ? readFileSync(join(dist, 'current'), 'utf8') : ''
}

/** For every command the files it may load, with size and time; `all` for commands that have no file of their own. */
function writeStamps(metafile: Metafile, folder: string): void {
  mkdirSync(folder)
  const write = (name: string, files: ReadonlySet<string>) =>
    writeFileSync(join(folder, `${name}.json`), JSON.stringify([...withPackages(files)].sort().map(stampOf)))
  const programs = readdirSync(join(root, 'apps/cli/src/programs')).map(
    name => `apps/cli/src/programs/${name}`,
  )
  const base = [...closureOf(metafile, entry, file => file.endsWith('command-tree.ts')), ...programs]
  write('all', new Set(Object.keys(metafile.inputs).filter(isFile)))
  for (const [name, file] of commandNames(metafile)) {
    write(name, new Set([...base, ...closureOf(metafile, file, () => false)].filter(isFile)))
  }
}

/** Modules of Node have a made-up name. */
function isFile(path: string): boolean {
  return !path.includes(':')
}

function stampOf(path: string): readonly [string, number, number] {
  const { mtimeMs, size } = statSync(join(root, path))
  return [path, mtimeMs, size]
}

/** What a package exports decides, too, which files are loaded. */
function withPackages(files: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(files)
  for (const file of files) {
    const folder = dirname(file.replace(/\/(src|dist|build)\/.*$/, '/x'))
    const description = join(folder, 'package.json')
    if (statSync(join(root, description), { throwIfNoEntry: false })) all.add(description)
  }
  return all
}
