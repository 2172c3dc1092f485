/** How the bundle of the command line differs from its sources. @module */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Plugin } from 'esbuild'

/** Modules of Node that cost nothing. */
const cheap = new Set(['node:path', 'node:buffer', 'node:events', 'node:process'])

/** Packages that match are bundled; all others are loaded from where they are installed. */
export function externals(bundled: RegExp): Plugin {
  return {
    name: 'externals',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^[^./]/ }, ({ path }) =>
        bundled.test(path) ? undefined : { path, external: true },
      )
    },
  }
}

/**
 * Loads a module of Node when something in it is first used. Most commands never use most of what their modules
 * import, and importing `node:fs` or `node:crypto` alone takes a tenth of a command's time.
 */
export function lazyBuiltins(): Plugin {
  return {
    name: 'lazy-builtins',
    setup: ({ onResolve, onLoad }) => {
      // What is imported by a call is loaded late anyway.
      onResolve({ filter: /^node:/ }, ({ path, kind }) =>
        kind === 'import-statement' && !cheap.has(path)
          ? { path, namespace: 'lazy-builtin', sideEffects: false }
          : undefined,
      )
      onLoad({ filter: /^/, namespace: 'lazy-builtin' }, ({ path }) => ({ contents: lazyModule(path) }))
    },
  }
}

/** A module that asks for its own address gets that of its source, where the files beside it are. */
export function ownAddresses(folder: string): Plugin {
  return {
    name: 'own-addresses',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        if (!source.includes('import.meta.url')) return undefined
        const address = `new URL(${JSON.stringify(relative(folder, path))}, import.meta.url).href`
        return { contents: source.replaceAll('import.meta.url', address), loader: 'ts' }
      })
    },
  }
}

function lazyModule(path: string): string {
  const names = Object.keys(process.getBuiltinModule(path) ?? {})
  const getters = names.map(name => `  get ${name}() { return load().${name} },\n`).join('')
  return `let found
const load = () => (found ??= process.getBuiltinModule(${JSON.stringify(path)}))
module.exports = {\n${getters}}\n`
}
