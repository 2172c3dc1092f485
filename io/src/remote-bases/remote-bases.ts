/**
 * Bases of kustomizations that are elsewhere: files over HTTP, repositories over HTTP by Git. Both anonymously: what
 * needs credentials is a source of its own.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileTree, memoryTree } from '@sluice/base/flow'
import type { RemoteFile, RemoteSource, RemoteTree, RepositoryUrl } from '@sluice/kustomize'
import {
  type CheckoutLimits,
  type Fetched,
  GitError,
  type GitRef,
  openRepository,
  type Repository,
} from '../git/index.ts'
import { createHttpClient, NetworkError, statusText } from '../http/index.ts'

/** How much may be fetched, and where Git works meanwhile. */
export interface RemoteBasesOptions {
  /** An existing folder; what is put there is gone when a call returns. */
  readonly workDir: string
  readonly limits: CheckoutLimits
  readonly signal: AbortSignal
}

const maxFile = 64 * 1024 ** 2

/** Fetches what a build asks for. Charts are not among it. */
export function remoteBases(options: RemoteBasesOptions): RemoteSource {
  return {
    file: url => fetchFile(url, options.signal),
    repository: url => fetchRepository(url, options),
    chart: async ({ name }) => ({ type: 'failed', reason: `chart '${name}' is not in the source` }),
  }
}

async function fetchFile(url: string, signal: AbortSignal): Promise<RemoteFile> {
  const client = createHttpClient()
  try {
    const response = await client.request({ url, signal })
    if (response.status >= 200 && response.status <= 299)
      return { type: 'found', bytes: await response.bytes(maxFile) }
    await response.drop()
    return { type: 'refused', status: response.status, reason: statusText(response.status) }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    return { type: 'failed', reason: error.message.replace(`Get "${url}": `, '') }
  } finally {
    await client.close()
  }
}

async function fetchRepository(url: RepositoryUrl, options: RemoteBasesOptions): Promise<RemoteTree> {
  if (!/^https?:\/\//.test(url.repository))
    return {
      type: 'failed',
      reason: `'${url.repository}' is not fetched: remote bases must be http or https`,
    }
  const cacheDir = await mkdtemp(join(options.workDir, 'base-'))
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(url.timeout * 1000)])
  try {
    return { type: 'found', tree: await clone(url, { ...options, cacheDir, signal }) }
  } catch (error) {
    if (!(error instanceof GitError || error instanceof NetworkError)) throw error
    return { type: 'failed', reason: error.message }
  } finally {
    await rm(cacheDir, { recursive: true, force: true })
  }
}

async function clone(
  url: RepositoryUrl,
  { cacheDir, limits, signal }: RemoteBasesOptions & { readonly cacheDir: string },
): Promise<FileTree> {
  const repository = await openRepository({ remote: { url: url.repository }, cacheDir, limits, signal })
  try {
    using checkout = await repository.fetch(find(repository, url.ref), { recurseSubmodules: url.submodules })
    return await treeOf(checkout)
  } finally {
    await repository.close()
  }
}

/** A reference may be a branch, a tag, a full name or a commit, and is looked up in that order. */
function find(repository: Repository, ref: string): ReturnType<Repository['find']> {
  const meanings: readonly GitRef[] =
    ref === ''
      ? [{ name: 'HEAD' }]
      : [
          { branch: ref },
          { tag: ref },
          { name: ref },
          ...(/^[0-9a-f]{40}$/.test(ref) ? [{ commit: ref }] : []),
        ]
  for (const meaning of meanings) {
    try {
      return repository.find(meaning)
    } catch (error) {
      if (!(error instanceof GitError)) throw error
    }
  }
  throw new GitError(`the repository has no '${ref || 'HEAD'}'`)
}

async function treeOf(checkout: Fetched): Promise<FileTree> {
  const files = new Map<string, Uint8Array>()
  for (const entry of checkout.entries)
    if (entry.type !== 'directory') files.set(entry.path, await entry.read())
  return memoryTree(files)
}
