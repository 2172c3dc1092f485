import type { Kustomization, PostBuild } from '@sluice/api/kustomize'
import type { Resource } from '@sluice/base/flow'
import { isNotFound } from '@sluice/kube/client'
import { isSubstituted, substituteVariables } from '@sluice/kustomize-controller'
import { readData } from '../debug/read-data.ts'
import type { BuildContext } from './local-build.ts'

/** Resources with their variables replaced, as `postBuild` asks. @throws Error naming the resource that cannot be */
export async function replaceVariables(
  resources: readonly Resource[],
  { spec, metadata }: Kustomization,
  context: BuildContext,
  dryRun: boolean,
): Promise<readonly Resource[]> {
  const postBuild = spec?.postBuild
  const first = resources.find(isSubstituted)
  if (!postBuild || !first) return resources
  const namespace = metadata.namespace ?? context.namespace
  const variables = await naming(first, () => loadVariables(postBuild, { ...context, namespace }, dryRun))
  const options = { strategy: postBuild.substituteStrategy, strict: context.flags['strict-substitute'] }
  const replaced: Resource[] = []
  for (const resource of resources)
    replaced.push(
      isSubstituted(resource)
        ? await naming(resource, async () => substituteVariables(resource, variables, options))
        : resource,
    )
  return replaced
}

async function loadVariables(
  { substitute = {}, substituteFrom = [] }: PostBuild,
  context: BuildContext,
  dryRun: boolean,
): Promise<ReadonlyMap<string, string>> {
  const variables = new Map<string, string>()
  for (const { kind, name, optional } of dryRun ? [] : substituteFrom) {
    try {
      for (const [key, value] of Object.entries(await readData(context, kind, name)))
        variables.set(key, value.replaceAll('\n', ''))
    } catch (error) {
      if (optional && isNotFound(error)) continue
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`substitute from '${kind}/${name}' error: ${why}`, { cause: error })
    }
  }
  for (const [key, value] of Object.entries(substitute)) variables.set(key, value.replaceAll('\n', ''))
  return variables
}

async function naming<T>(resource: Resource, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`var substitution failed for '${resource.metadata.name}': ${error.message}`, {
      cause: error,
    })
  }
}
