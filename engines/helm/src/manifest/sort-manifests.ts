/**
 * From rendered templates to manifests and hooks in the order of installation.
 *
 * Templates are taken in the order of their names, documents in the order they stand; sorting by kind keeps both. A
 * document without kind, or of comments alone, is a manifest too; one with an unknown hook event is dropped.
 * @module
 */
import { compareStrings } from '@sluice/gotemplate'
import { type Hook, readHook } from './hook.ts'
import { sortByKind } from './install-order.ts'
import { ManifestError, readHead } from './manifest-head.ts'
import { splitManifests } from './split-manifests.ts'
import { trimSpace } from './trim-space.ts'

/** A rendered document that is part of the release. */
export interface Manifest {
  /** The template it comes from. */
  readonly path: string
  readonly content: string
  readonly apiVersion: string
  readonly kind: string
}

/** What templates render to. */
export interface SortedManifests {
  readonly manifests: readonly Manifest[]
  readonly hooks: readonly Hook[]
  /** Hook annotations with an event that Helm does not know; their documents are dropped. */
  readonly unknownHooks: readonly string[]
}

/**
 * Splits and sorts what templates rendered to.
 * @throws ManifestError
 */
export function sortManifests(files: ReadonlyMap<string, string>): SortedManifests {
  const manifests: Manifest[] = []
  const hooks: Hook[] = []
  const unknownHooks: string[] = []
  for (const path of [...files.keys()].sort(compareStrings)) {
    const content = files.get(path) ?? ''
    if (isPartial(path) || trimSpace(content) === '') continue
    for (const document of splitManifests(content)) {
      const { apiVersion, kind, name, annotations } = headOf(document, path)
      const reading = readHook(annotations, { name, kind, path, manifest: document })
      if (reading === undefined) manifests.push({ path, content: document, apiVersion, kind })
      else if (reading.type === 'hook') hooks.push(reading.hook)
      else unknownHooks.push(reading.events)
    }
  }
  return {
    manifests: sortByKind(manifests, manifest => manifest.kind),
    hooks: sortByKind(hooks, hook => hook.kind),
    unknownHooks,
  }
}

/** Whether a template only defines what others include. */
export function isPartial(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('_')
}

function headOf(document: string, path: string) {
  try {
    return readHead(document)
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error
    throw new ManifestError(`YAML parse error on ${path}: ${error.message}`)
  }
}
