import { YamlError } from '@sluice/yaml'
import { Accumulator } from '../accumulator.ts'
import { KustomizeError } from '../errors.ts'
import { parseResources } from '../resources/parse-resources.ts'
import type { BuildResource, Origin } from '../resources/resource.ts'
import { appendPath, type Target } from '../target.ts'

/** Adds the resources of a file or base. */
export type AddResource = (target: Target, into: Accumulator, path: string) => void

/**
 * The configurations that `generators`, `transformers` or `validators` lists: inline, or in files and bases as
 * resources are. kustomize: the inline ones come first.
 * @throws KustomizeError
 */
export function pluginConfigs(
  target: Target,
  entries: readonly string[] | undefined,
  addResource: AddResource,
): readonly BuildResource[] {
  const configs = new Accumulator()
  const paths: string[] = []
  for (const entry of entries ?? []) {
    const inline = parseInline(entry)
    if (!inline) paths.push(entry)
    else {
      for (const config of inline) config.origin = appendPath(target.origin, target.fileName)
      configs.resources.appendAll(inline)
    }
  }
  for (const path of paths) addResource(target, configs, path)
  return configs.resources.items
}

/** The note that a plugin of this configuration made or changed something. */
export function configuredByPlugin({
  origin,
  apiVersion,
  kind,
  name,
  namespace,
}: BuildResource): Origin | undefined {
  if (!origin) return undefined
  const { repo, ref, path } = origin
  return {
    ...(repo ? { repo } : {}),
    ...(ref ? { ref } : {}),
    ...(path ? { configuredIn: path } : {}),
    configuredBy: { apiVersion, kind, ...(name ? { name } : {}), ...(namespace ? { namespace } : {}) },
  }
}

function parseInline(text: string): readonly BuildResource[] | undefined {
  try {
    return parseResources(text)
  } catch (error) {
    if (error instanceof KustomizeError || error instanceof YamlError) return undefined
    throw error
  }
}
