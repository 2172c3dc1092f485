/** The index as it is served now, and what is stored of it. @module */
import { type HelmRepository, Reason, SourceCondition } from '@sluice/api/source'
import { digestOf } from '@sluice/base/digest'
import type { Artifact } from '@sluice/base/flow'
import { formatJson } from '@sluice/base/json'
import { ChartError, parseRepositoryIndex } from '@sluice/helm'
import { ChartRepositoryError } from '@sluice/io/helm-repository'
import { NetworkError } from '@sluice/io/http'
import { Failed } from '@sluice/kube/runtime'
import { ownerOf } from '../source/source-object.ts'
import { connectionOf } from './connect.ts'
import type { Deps } from './deps.ts'

/** An index and the revision that its bytes have. */
export interface FetchedIndex {
  readonly bytes: Uint8Array
  readonly revision: string
}

/** Fetches the index. */
export async function fetchIndex(
  repository: HelmRepository,
  signal: AbortSignal,
  deps: Deps,
): Promise<FetchedIndex> {
  const opened = deps.openRepository(await connectionOf(repository, signal, deps))
  try {
    const bytes = await opened.index(signal)
    return { bytes, revision: digestOf(bytes) }
  } catch (error) {
    if (!(error instanceof ChartRepositoryError || error instanceof NetworkError)) throw error
    const message = `failed to fetch Helm repository index: failed to cache index to temporary file: ${error.message}`
    throw fetchFailed(Reason.Failed, message, error)
  } finally {
    await opened.close()
  }
}

/** What is stored: the index as JSON, without what is no chart. */
export function readIndex({ bytes }: FetchedIndex): Uint8Array {
  try {
    const { generated, entries } = parseRepositoryIndex(new TextDecoder().decode(bytes))
    const charts = Object.entries(entries).map(([name, versions]) => [
      name,
      versions.map(({ fields }) => fields),
    ])
    return Buffer.from(formatJson({ apiVersion: 'v1', generated, entries: Object.fromEntries(charts) }, 2))
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    const message = `failed to load Helm repository from index YAML: failed to load index: ${error.message}`
    throw fetchFailed(Reason.IndexationFailed, message, error)
  }
}

/** Stores an index. */
export function storeIndex(
  repository: HelmRepository,
  { revision, content }: { readonly revision: string; readonly content: Uint8Array },
  { store }: Pick<Deps, 'store'>,
): Promise<Artifact> {
  const file = `index-${revision.split(':')[1]}.yaml`
  const artifact = { owner: ownerOf('HelmRepository', repository), file, revision }
  return store.write(artifact, inOnePiece(content))
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function fetchFailed(reason: string, message: string, cause: Error): Failed {
  return new Failed(reason, message, { condition: SourceCondition.FetchFailed, cause })
}
