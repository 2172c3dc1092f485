import type { ObjectRef } from '@sluice/base/flow'
import type { Cluster } from '@sluice/kube/apply'
import type { KindInfo } from '@sluice/kube/meta'

/** An object as it was remembered when it was as released. */
export interface QuietObject {
  readonly kind: KindInfo
  readonly ref: ObjectRef
  readonly applied: string
}

interface Quiet {
  readonly what: string
  readonly objects: readonly QuietObject[]
}

/**
 * Releases whose every object was as released when last compared, so that they need not be rendered, read or compared
 * again before somebody touches one.
 */
export class QuietReleases {
  readonly #known = new Map<string, Quiet>()

  /** Whether nothing was touched since; `what` names the release's content and the rules it was compared by. */
  isQuiet(id: string, what: string, { memory }: Cluster): boolean {
    const known = this.#known.get(id)
    if (!memory || known?.what !== what) return false
    return known.objects.every(({ kind, ref, applied }) => memory.find(kind, ref)?.applied === applied)
  }

  note(id: string, what: string, objects: readonly QuietObject[]): void {
    this.#known.set(id, { what, objects })
  }

  forget(id: string): void {
    this.#known.delete(id)
  }
}
