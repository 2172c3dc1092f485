import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { externals, lazyBuiltins, ownAddresses } from './bundle-plugins.ts'

/** Where scripts are made, and of what. */
export interface ScriptPlace {
  readonly root: string
  /** The bundle's folder. */
  readonly folder: string
  /** Packages that become part of a script. */
  readonly bundled: RegExp
}

/** Makes one script of a file in `apps/cli/src/programs`; it finds its own address in `__address`. */
export function scriptOptions(entry: string, { root, folder, bundled }: ScriptPlace): BuildOptions {
  return {
    entryPoints: [join(root, 'apps/cli/src/programs', entry)],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    define: { 'import.meta.url': '__address' },
    plugins: [lazyBuiltins(), externals(bundled), ownAddresses(folder)],
    logLevel: 'error',
  }
}
