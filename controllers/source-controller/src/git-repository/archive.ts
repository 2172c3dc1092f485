import { type GitRepository, Reason } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { ignoreFileName, sourceMatcher } from '@sluice/ignore'
import type { ArchiveEntry } from '@sluice/io/artifact-store'
import { Failed } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { ownerOf } from './storage.ts'

/** An ignore file is a page or two; a larger one would be read for nothing. */
const maxIgnoreFile = 1024 ** 2

/** Stores what the ignore rules leave of the files. Each entry is judged on its own, whatever became of its folder. */
export async function archiveFiles(
  files: readonly ArchiveEntry[],
  repo: GitRepository,
  { revision, commit }: { readonly revision: string; readonly commit: string },
  { store }: Pick<Deps, 'store'>,
): Promise<Artifact> {
  const isIgnored = sourceMatcher(await readIgnoreFiles(files), repo.spec?.ignore)
  const kept = files.filter(({ path, type }) => !isIgnored(path, type === 'directory'))
  try {
    return await store.archive({ owner: ownerOf(repo), file: `${commit}.tar.gz`, revision }, kept)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const message = `unable to archive artifact to storage: ${error.message}`
    throw new Failed(Reason.ArchiveOperationFailed, message, { cause: error })
  }
}

/** A folder's file before those of its folders, folders by name: later ones weigh more. */
async function readIgnoreFiles(
  files: readonly ArchiveEntry[],
): Promise<readonly { readonly dir: string; readonly text: string }[]> {
  const found = files
    .filter(
      ({ path, type }) =>
        type !== 'directory' && (path === ignoreFileName || path.endsWith(`/${ignoreFileName}`)),
    )
    .map(entry => ({ entry, dir: entry.path.slice(0, -ignoreFileName.length - 1) }))
    .sort((a, b) => (a.dir.replaceAll('/', '\0') < b.dir.replaceAll('/', '\0') ? -1 : 1))
  return Promise.all(found.map(async ({ entry, dir }) => ({ dir, text: await readText(entry) })))
}

async function readText(entry: ArchiveEntry): Promise<string> {
  const content = await entry.read()
  if (content.length > maxIgnoreFile) {
    throw new Failed(Reason.SourceIgnoreError, `'${entry.path}' is larger than ${maxIgnoreFile} bytes`)
  }
  return new TextDecoder().decode(content)
}
