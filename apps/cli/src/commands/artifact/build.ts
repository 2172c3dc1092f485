/** `build artifact`. @module */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { packFlags, packPath, pathFlag, requirePath } from './pack-path.ts'

const flags = {
  ...packFlags,
  ...pathFlag('p'),
  output: text('file to write', 'artifact.tgz', { short: 'o' }),
} as const

/** Packs files as an artifact. */
export const buildArtifact = command({
  summary: 'Pack a folder or file as an artifact',
  usage: '',
  examples: ['sluice build artifact --path ./deploy --output deploy.tgz'],
  flags,
  skipsNamespaceCheck: true,
  run: async context => {
    const { flags, cwd, log } = context
    if (!flags.path) throw new UsageError('invalid path ""')
    requirePath(context)
    log.action(`building artifact from ${flags.path}`)
    const { packed } = await packPath(context)
    try {
      writeFileSync(resolve(cwd, flags.output), packed)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      throw new Error(`building artifact failed, error: cannot write '${flags.output}': ${error.message}`, {
        cause: error,
      })
    }
    log.success(`artifact created at ${flags.output}`)
  },
})
