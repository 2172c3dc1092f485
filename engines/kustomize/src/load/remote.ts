import type { FileTree } from '@sluice/base/flow'
import { KustomizeError } from '../errors.ts'
import type { RepositoryUrl } from './repository-url.ts'

/** What a URL of a single file gave. */
export type RemoteFile =
  | { readonly type: 'found'; readonly bytes: Uint8Array }
  /** The server answered, but not with the file. */
  | { readonly type: 'refused'; readonly status: number; readonly reason: string }
  | { readonly type: 'failed'; readonly reason: string }

/** What cloning a repository, or pulling a chart, gave: the files, from the root. */
export type RemoteTree =
  | { readonly type: 'found'; readonly tree: FileTree }
  | { readonly type: 'failed'; readonly reason: string }

/** A chart that is not in the tree. */
export interface RemoteChart {
  readonly repo: string
  readonly name: string
  readonly version: string
  readonly devel: boolean
}

/** What a build looks up outside its tree. Without it, whatever is remote is refused. */
export interface RemoteFetcher {
  file(url: string): RemoteFile
  repository(url: RepositoryUrl): RemoteTree
  chart(chart: RemoteChart): RemoteTree
}

/** The server of a remote file answered with an error: there is no use in trying the URL as a repository. */
export class HttpStatusError extends KustomizeError {
  constructor(status: number, reason: string) {
    super(`HTTP Error: status code ${status} (${reason})`)
    this.name = 'HttpStatusError'
  }
}

/** Whether an error comes from a server's answer. */
export function isHttpStatusError(error: unknown): boolean {
  return error instanceof Error && (error instanceof HttpStatusError || isHttpStatusError(error.cause))
}

/** Whether a path is the URL of a file. */
export function isRemoteFile(path: string): boolean {
  return /^https?:/i.test(path)
}
