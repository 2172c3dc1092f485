import { goString } from '@sluice/gotemplate'
import type { ChartCrd } from '../chart/chart.ts'
import type { Hook } from './hook.ts'
import type { Manifest } from './sort-manifests.ts'
import { trimSpace } from './trim-space.ts'

/** What `helm template` prints of a release. */
export interface PrintedRelease {
  readonly crds: readonly ChartCrd[]
  readonly manifests: readonly Manifest[]
  readonly hooks: readonly Hook[]
}

/** One document with the comment that says where it comes from. */
export function printDocument(source: string, content: string): string {
  return `---\n# Source: ${source}\n${content}\n`
}

/** The manifest of a release: custom resource definitions as they are written, then the documents in order. */
export function printManifest(release: Pick<PrintedRelease, 'crds' | 'manifests'>): string {
  const crds = release.crds.map(crd => printDocument(crd.filename, goString(crd.file.data)))
  return [...crds, ...release.manifests.map(m => printDocument(m.path, m.content))].join('')
}

/** The text that `helm template` prints: the manifest, trimmed, then the hooks. */
export function printRelease(release: PrintedRelease): string {
  return printParts(release).join('')
}

/** As `printRelease`, in a few parts: what is large and plain is not put together with what is neither. */
export function printParts({ crds, manifests, hooks }: PrintedRelease): string[] {
  const parts = crds.map(crd => printDocument(crd.filename, goString(crd.file.data)))
  if (manifests.length > 0) parts.push(manifests.map(m => printDocument(m.path, m.content)).join(''))
  const last = parts.pop() ?? ''
  // Each part begins with the mark of a document, so only the last one has an end to trim.
  return [
    ...parts,
    `${trimSpace(last)}\n`,
    hooks.map(hook => printDocument(hook.path, hook.manifest)).join(''),
  ]
}
