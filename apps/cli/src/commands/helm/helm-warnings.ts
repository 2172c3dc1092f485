import { formatWarning, type Warn } from '@sluice/helm/render'
import type { Surroundings } from '../../context.ts'

/** Prints warnings as Helm does. */
export function printWarnings({ err }: Pick<Surroundings, 'err'>): Warn {
  return warning => err(`${formatWarning(warning)}\n`)
}
