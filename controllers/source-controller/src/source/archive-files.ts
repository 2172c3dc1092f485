import { Reason } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { ignoreFileName, sourceMatcher } from '@sluice/ignore'
import type { ArchiveEntry, ArtifactStore, NewArtifact } from '@sluice/io/artifact-store'
import { Failed } from '@sluice/kube/runtime'

/** An ignore file is a page or two; a larger one would be read for nothing. */
const maxIgnoreFile = 1024 ** 2

/**
 * What the ignore files among the files, and `spec.ignore`, leave of them. Each entry is judged on its own, whatever
 * became of its folder.
 */
export async function withoutIgnored(
  files: readonly ArchiveEntry[],
  ignore: string | undefined,
): Promise<readonly ArchiveEntry[]> {
  const isIgnored = sourceMatcher(await readIgnoreFiles(files), ignore)
  return files.filter(({ path, type }) => !isIgnored(path, type === 'directory'))
}

/** Stores files as an archive. */
export async function archiveFiles(
  files: readonly ArchiveEntry[],
  artifact: NewArtifact,
  store: ArtifactStore,
): Promise<Artifact> {
  try {
    return await store.archive(artifact, files)
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
