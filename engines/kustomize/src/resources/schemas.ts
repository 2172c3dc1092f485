import { KustomizeError } from '../errors.ts'
import type { Texts } from '../load/kustomization.ts'
import { builtinMergeTypes, type MergeTypes } from '../merge/merge-schema.ts'
import { readOpenApi } from '../merge/read-openapi.ts'
import { isClusterScoped } from './res-id.ts'

/** The one version of Kubernetes' own schemas that kustomize carries. */
const builtinVersion = 'v1.21.2'

/**
 * What is known of kinds during one build: the built-in ones, until a kustomization names a schema of its own with
 * `openapi`, which counts for the whole build. The first one wins; the outermost kustomization is read first.
 *
 * kustomize: a schema of one's own replaces the built-in ones, unless those were needed before it was met.
 */
export class Schemas {
  #types: MergeTypes = builtinMergeTypes
  #clusterScoped: ReadonlySet<string> = new Set()
  #isChosen = false
  #isBuiltinUsed = false

  /** For merging. */
  get mergeTypes(): MergeTypes {
    this.#isBuiltinUsed = true
    return this.#types
  }

  /** Takes note of a kind that was met. */
  meet(apiVersion: string, kind: string): void {
    if (this.#isBuiltinUsed || this.#isChosen) return
    const isKnown =
      Object.hasOwn(builtinMergeTypes.kinds, `${apiVersion} ${kind}`) || isClusterScoped(apiVersion, kind)
    if (!isKnown) this.#isBuiltinUsed = true
  }

  /** Whether a schema of the kustomization's own says that the kind has no namespace. */
  isClusterScoped(apiVersion: string, kind: string): boolean {
    return this.#clusterScoped.has(`${apiVersion} ${kind}`)
  }

  /** Follows the `openapi` field. @throws KustomizeError */
  choose(openapi: Texts | undefined, read: (path: string) => string): void {
    const path = openapi?.['path']
    const text = path === undefined ? undefined : read(path)
    if (this.#isChosen) return
    const version = openapi?.['version']
    if (text !== undefined) {
      if (version !== undefined)
        throw new KustomizeError('builtin version and custom schema provided, cannot use both')
      this.#take(text)
    } else if (version) {
      if (version !== builtinVersion)
        throw new KustomizeError('the specified OpenAPI version is not built in')
      this.#isChosen = true
    }
  }

  #take(text: string): void {
    const { types, kinds, clusterScoped } = readOpenApi(text)
    const base = this.#isBuiltinUsed ? builtinMergeTypes : { types: {}, kinds: {} }
    this.#types = { types: { ...base.types, ...types }, kinds: { ...base.kinds, ...kinds } }
    this.#clusterScoped = clusterScoped
    this.#isChosen = true
  }
}
