/** A kustomization that cannot be built: one line that names the file, the resource or the field, and the cause. */
export class KustomizeError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'KustomizeError'
  }
}

/** Runs `work`; a KustomizeError gets `prefix` in front, anything else passes. */
export function within<T>(prefix: string | (() => string), work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    const shown = typeof prefix === 'string' ? prefix : prefix()
    throw new KustomizeError(`${shown}: ${error.message}`, { cause: error })
  }
}
