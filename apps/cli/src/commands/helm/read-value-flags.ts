import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { GoMap } from '@sluice/gotemplate'
import { mergeUserValues } from '@sluice/helm/render'
import type { Context } from '../../context.ts'
import type { valueFlags } from './value-flags.ts'

/** The values that a command's flags give; a file named `-` is standard input. */
export async function readValueFlags(context: Context<typeof valueFlags>): Promise<GoMap> {
  const { flags } = context
  return mergeUserValues(
    {
      valueFiles: flags.values,
      setJson: flags['set-json'],
      set: flags.set,
      setString: flags['set-string'],
      setFile: flags['set-file'],
      setLiteral: flags['set-literal'],
    },
    path => readValueFile(path, context),
  )
}

async function readValueFile(path: string, context: Context<typeof valueFlags>): Promise<Uint8Array> {
  if (path.trim() === '-') return context.readInput()
  if (/^https?:\/\//.test(path)) {
    const { fetchFile } = await import('./fetch-file.ts')
    return fetchFile(path, context.signal)
  }
  try {
    return readFileSync(resolve(context.cwd, path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw new Error(`open ${path}: no such file or directory`)
    if (code === 'EISDIR') throw new Error(`read ${path}: is a directory`)
    throw error
  }
}
