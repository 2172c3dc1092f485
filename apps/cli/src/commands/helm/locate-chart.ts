import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Context } from '../../context.ts'
import type { chartFlags } from './chart-flags.ts'

/** A context with the flags that say where a chart is. */
export type ChartContext = Context<typeof chartFlags & { readonly devel: DevelFlag }>
type DevelFlag = import('../../parser/flags.ts').Flag<boolean>

/** The path of a chart on this disk: where the reference says, or where it was downloaded to. */
export async function locateChart(reference: string, context: ChartContext): Promise<string> {
  const name = reference.trim()
  const { flags, cwd } = context
  if (flags.repo === '') {
    const path = resolve(cwd, name)
    if (existsSync(path)) {
      if (flags.verify) await verifyBeside(path, context)
      return path
    }
    if (name.startsWith('/') || name.startsWith('.'))
      throw new Error(`path ${JSON.stringify(name)} not found`)
  }
  const { downloadChart } = await import('./download-chart.ts')
  const path = await downloadChart(name, context)
  if (flags.verify) await verifyBeside(path, context)
  return path
}

async function verifyBeside(path: string, context: ChartContext): Promise<void> {
  const { verifyArchive } = await import('./verify-archive.ts')
  await verifyArchive(path, context.flags.keyring, context)
}
