import { isMap, type JsonMap, member, scalarText } from './json.ts'
import type { BuildResource } from './resource.ts'

const prefix = 'internal.config.kubernetes.io/'

/** Annotations that kustomize keeps notes in while it builds, and removes in the end. */
const notes: ReadonlySet<string> = new Set([
  ...['previousKinds', 'previousNames', 'previousNamespaces', 'prefixes', 'suffixes'].map(
    name => prefix + name,
  ),
  ...['allowNameChange', 'allowKindChange', 'refBy', 'generatorBehavior', 'needsHashSuffix'].map(
    name => prefix + name,
  ),
  ...['path', 'index', 'seqindent', 'id', 'annotations-migration-resource-id'].map(name => prefix + name),
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
  'config.kubernetes.io/origin',
  'alpha.config.kubernetes.io/transformations',
])

/**
 * Takes kustomize's notes out of a resource that was read: what it was called before counts, the rest is dropped.
 * @throws KustomizeError for notes that contradict each other
 */
export function takeBuildAnnotations(resource: BuildResource): void {
  const metadata = member(resource.object, 'metadata')
  const annotations = isMap(metadata) ? member(metadata, 'annotations') : undefined
  if (!isMap(annotations)) return
  let found: JsonMap | undefined
  for (const key in annotations) {
    if (!notes.has(key)) continue
    found ??= {}
    found[key] = annotations[key] ?? null
  }
  if (!found) return
  for (const key of Object.keys(found)) delete annotations[key]
  adopt(resource, found)
}

function adopt(resource: BuildResource, found: JsonMap): void {
  const text = (name: string) => scalarText(member(found, prefix + name))
  const texts = (name: string) => (text(name) === '' ? [] : text(name).split(','))
  if (Object.hasOwn(found, `${prefix}previousNames`)) {
    resource.addPreviousIds(text('previousNames'), text('previousNamespaces'), text('previousKinds'))
  }
  resource.prefixes.push(...texts('prefixes'))
  resource.suffixes.push(...texts('suffixes'))
  if (text('needsHashSuffix') === 'enabled') resource.needsHash = true
}
