/** The label and annotations by which Helm knows whose an object is. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { type Cluster, inParallel } from '@sluice/kube/apply'
import type { KubeObject } from '@sluice/kube/meta'
import type { Target } from './build.ts'
import { describe, findLive } from './objects.ts'

const parallel = 8
const managedBy = { 'app.kubernetes.io/managed-by': 'Helm' }

/** Who owns: the name of a release and its namespace. */
export interface Owner {
  readonly name: string
  readonly namespace: string
}

/** The target as an object of the release. */
export function owned(target: Target, owner: Owner): Target {
  const { resource } = target
  const { metadata } = resource
  return {
    ...target,
    resource: {
      ...resource,
      metadata: {
        ...metadata,
        labels: { ...mapOf(metadata['labels']), ...managedBy },
        annotations: { ...mapOf(metadata['annotations']), ...annotationsOf(owner) },
      },
    },
  }
}

/**
 * Those of the targets whose objects exist and are to be taken over.
 * @throws Error naming the first that is not the release's, where only those may be
 */
export async function toBeAdopted(
  cluster: Cluster,
  targets: readonly Target[],
  { owner, takesAny }: { readonly owner: Owner; readonly takesAny: boolean },
): Promise<readonly Target[]> {
  const looked = await inParallel(targets, parallel, async target => ({
    target,
    live: await findLive(cluster, target).catch(error => {
      throw new Error(error.message.replace('the resource:', `the resource ${describe(target)}:`), {
        cause: error,
      })
    }),
  }))
  const found: Target[] = []
  for (const { target, live } of looked) {
    if (!live) continue
    const problems = takesAny ? [] : problemsOf(live, owner)
    if (problems.length > 0) {
      const what = `${describe(target)} exists and cannot be imported into the current release`
      throw new Error(`${what}: invalid ownership metadata; ${problems.join('; ')}`)
    }
    found.push(target)
  }
  return found
}

function problemsOf({ metadata }: KubeObject, owner: Owner): readonly string[] {
  return [
    ...Object.entries(managedBy).map(([key, value]) => problem('label', metadata.labels, key, value)),
    ...Object.entries(annotationsOf(owner)).map(([key, value]) =>
      problem('annotation', metadata.annotations, key, value),
    ),
  ].filter(text => text !== '')
}

function problem(
  what: string,
  map: Readonly<Record<string, string>> | undefined,
  key: string,
  wanted: string,
): string {
  const found = map?.[key]
  if (found === wanted) return ''
  const why =
    found === undefined
      ? `missing key "${key}": must be set to "${wanted}"`
      : `key "${key}" must equal "${wanted}": current value is "${found}"`
  return `${what} validation error: ${why}`
}

function annotationsOf({ name, namespace }: Owner): Readonly<Record<string, string>> {
  return { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace }
}

function mapOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}
