import { KustomizeError } from './errors.ts'
import type { Kustomization } from './load/kustomization.ts'
import type { Loader } from './load/loader.ts'
import { readKustomization } from './load/read-kustomization.ts'
import { parseRepositoryUrl } from './load/repository-url.ts'
import type { Origin } from './resources/resource.ts'

/** One kustomization that is being built. */
export interface Target {
  readonly loader: Loader
  readonly kustomization: Kustomization
  readonly fileName: string
  /** Where it is, seen from the first one; undefined if nobody asked for build metadata. */
  readonly origin: Origin | undefined
}

/** Reads the kustomization of a directory. @throws KustomizeError */
export function loadTarget(loader: Loader, origin?: Origin): Target {
  const { text, name } = loader.readKustomizationFile()
  const kustomization = readKustomization(text, loader.shownDir, loader.context.warn)
  return { loader, kustomization, fileName: name, origin }
}

/** Follows the `openapi` field of a kustomization. @throws KustomizeError */
export function chooseSchemas({ kustomization, loader }: Target): void {
  loader.context.schemas.choose(kustomization.openapi, path => loader.read(path))
}

/** The origin of what lies at a path of a target. */
export function appendPath(origin: Origin | undefined, path: string): Origin | undefined {
  if (!origin) return undefined
  const repository = parseRepositoryUrl(path)
  if (repository) {
    const { repository: repo, ref, dir } = repository
    return { path: joinPath([], dir), repo, ...(ref ? { ref } : {}) }
  }
  return { ...origin, path: joinPath((origin.path ?? '').split('/'), path) }
}

function joinPath(base: readonly string[], path: string): string {
  const parts = base.filter(Boolean)
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** The note that a field of the kustomization made or changed something. */
export function configuredBy(target: Target, kind: string): Origin | undefined {
  if (!target.origin) return undefined
  const { path, repo, ref } = target.origin
  return {
    ...(repo ? { repo } : {}),
    ...(ref ? { ref } : {}),
    configuredIn: path ? `${path}/${target.fileName}` : target.fileName,
    configuredBy: { apiVersion: 'builtin', kind },
  }
}

/** Runs `work`; a KustomizeError is returned, anything else passes. */
export function attempt<T>(work: () => T): T | KustomizeError {
  try {
    return work()
  } catch (error) {
    if (error instanceof KustomizeError) return error
    throw error
  }
}
