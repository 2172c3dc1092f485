/**
 * Watches of what objects of a kind refer to: their source, their dependencies, and ConfigMaps and Secrets. Whoever
 * uses them indexes its objects under `source`, `dependency` and `config` by `referenceKey`.
 * @module
 */
import { type Condition, Kind, type KubeObject } from '../meta/index.ts'
import { type ObjectKey, type SecondaryWatch, watch } from './definition.ts'
import type { AnyObject } from './run.ts'

/** How references are indexed; dependencies are of the same kind, and have none. */
export function referenceKey({
  kind,
  namespace = '',
  name,
}: {
  readonly kind?: string
  readonly namespace?: string | undefined
  readonly name: string
}): string {
  return kind === undefined ? `${namespace}/${name}` : `${kind}/${namespace}/${name}`
}

/** What decides whom a source wakes. */
export interface SourceRules<T extends AnyObject, O extends AnyObject> {
  /** Names what can be had; undefined while there is nothing. */
  offers(source: O): string | undefined
  /** One that has what is offered, or is at work on it, needs no waking. */
  hasTried(object: T, source: O): boolean
}

/** Wakes those that use a source when it offers something new. */
export function watchSource<T extends AnyObject, O extends AnyObject>(
  kind: Kind<O>,
  { offers, hasTried }: SourceRules<T, O>,
): SecondaryWatch<T, never> {
  return watch<T, O>({
    kind,
    when: (source, previous) =>
      offers(source) !== undefined && offers(source) !== (previous && offers(previous)),
    map: (source, objects) =>
      objects
        .byIndex('source', referenceKey({ ...source.metadata, kind: kind.kind }))
        .filter(object => !hasTried(object, source))
        .map(keyOf),
  })
}

/** An object that may depend on others of its kind. */
export type Dependent = KubeObject<
  { readonly dependsOn?: readonly { readonly readyExpr?: string }[] },
  { readonly conditions?: readonly Condition[] }
>

/** Wakes those that wait (Ready's reason says so) for an object of their kind that became ready. */
export function watchDependencies<T extends Dependent>(
  kind: Kind<T>,
  { isReady, waiting }: { readonly isReady: (object: T) => boolean; readonly waiting: string },
): SecondaryWatch<T, never> {
  const waits = ({ status }: T) =>
    status?.conditions?.some(({ type, reason }) => type === 'Ready' && reason === waiting) === true
  // An expression may turn on anything; without one, only a dependency that is ready can make a difference.
  const hasExpression = ({ spec }: T) => spec?.dependsOn?.some(({ readyExpr }) => readyExpr) === true
  return watch<T, T>({
    kind,
    when: (dependency, previous) =>
      dependency.metadata.resourceVersion !== previous?.metadata.resourceVersion,
    map: (dependency, objects) =>
      objects
        .byIndex('dependency', referenceKey(dependency.metadata))
        .filter(object => waits(object) && (isReady(dependency) || hasExpression(object)))
        .map(keyOf),
  })
}

/** Wakes those that read a ConfigMap or Secret with these labels when it has changed. */
export function watchConfigs<T extends AnyObject>(
  labelSelector = 'reconcile.fluxcd.io/watch=Enabled',
): readonly SecondaryWatch<T, never>[] {
  return [configMaps, secrets].map(kind =>
    watch<T, KubeObject>({
      kind,
      labelSelector,
      metadataOnly: true,
      when: (object, previous) =>
        previous !== undefined && object.metadata.resourceVersion !== previous.metadata.resourceVersion,
      map: ({ metadata }, objects) =>
        objects.byIndex('config', referenceKey({ ...metadata, kind: kind.kind })).map(keyOf),
    }),
  )
}

const core = { group: '', version: 'v1', namespaced: true }
const configMaps = new Kind<KubeObject>({ ...core, kind: 'ConfigMap', plural: 'configmaps' })
const secrets = new Kind<KubeObject>({ ...core, kind: 'Secret', plural: 'secrets' })

function keyOf({ metadata }: AnyObject): ObjectKey {
  return { namespace: metadata.namespace ?? '', name: metadata.name }
}
