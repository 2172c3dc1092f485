import { randomBytes } from 'node:crypto'
import type { RenderEnvironment } from '@sluice/helm/render'
import type { Surroundings } from '../../context.ts'

/** What templates may know of this process: its clock, its zone, and bytes nobody can guess. */
export function helmEnvironment({ env, now }: Pick<Surroundings, 'env' | 'now'>): RenderEnvironment {
  return {
    now: () => new Date(now()),
    randomBytes: count => randomBytes(count),
    loadCryptography: async () => (await import('@sluice/io/cryptography')).nodeCryptography,
    // Asking for the zone costs more than most charts, and few ask.
    get timeZone() {
      return env['TZ'] || Intl.DateTimeFormat().resolvedOptions().timeZone
    },
  }
}
