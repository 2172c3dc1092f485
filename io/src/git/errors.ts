/** What kind of failure, where it matters to whoever handles it. */
export type GitErrorKind = 'not-found' | 'empty' | 'missing-object' | 'too-large' | 'hostile' | 'other'

/** A Git operation that failed. Messages are in the words that users of go-git know. */
export class GitError extends Error {
  override readonly name = 'GitError'
  readonly kind: GitErrorKind

  constructor(message: string, kind: GitErrorKind = 'other', options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
