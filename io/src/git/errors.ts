/**
 * What kind of failure, where it matters to whoever handles it. The message of an `unresolved` reference and of a
 * `login` that nobody was asked for yet says all; others are better told with the remote's address.
 */
export type GitErrorKind =
  | 'not-found'
  | 'unresolved'
  | 'login'
  | 'missing-object'
  | 'too-large'
  | 'hostile'
  | 'other'

/** A Git operation that failed. Messages are in the words that users of go-git know. */
export class GitError extends Error {
  override readonly name = 'GitError'
  readonly kind: GitErrorKind

  constructor(message: string, kind: GitErrorKind = 'other', options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
