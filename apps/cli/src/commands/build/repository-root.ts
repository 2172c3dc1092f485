import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The repository a folder is in: overlays may use bases beside them. The disk's root where there is none. */
export function repositoryRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git')) || at === dirname(at)) return at
  }
}
