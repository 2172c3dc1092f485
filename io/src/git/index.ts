/**
 * Git as a client: what a remote has, and the files of a commit, over HTTP and SSH.
 *
 * `openRepository` (repository.ts) is where to start reading: connect, find a reference, fetch its files.
 * @module
 */
export type { Checkout, CheckoutEntry, CheckoutLimits } from './checkout.ts'
export { GitError, type GitErrorKind } from './errors.ts'
export { GitProcesses, type GitProcessOptions } from './git-processes.ts'
export type { Commit, Tag } from './objects.ts'
export type { GitAuth, Remote } from './remote.ts'
export {
  type Fetched,
  type FetchOptions,
  type OpenOptions,
  openRepository,
  type Repository,
} from './repository.ts'
export { isEncryptedKey } from './ssh-key.ts'
export {
  formatRevision,
  type GitRef,
  kindOf,
  parseRange,
  type RefKind,
  shortReference,
  type Target,
  type Tip,
} from './target.ts'
