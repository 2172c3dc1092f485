import type { JsonObject, JsonValue } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import type { ChartDependency, ChartLock, ChartMetadata } from '../chart/chart.ts'

/** `Chart.yaml` as Helm writes it: sorted, without what is empty. */
export function formatMetadata(metadata: ChartMetadata): string {
  return formatYaml(metadataJson(metadata))
}

/** `Chart.lock` as Helm writes it. */
export function formatLock(lock: ChartLock): string {
  const { dependencies, digest, generated } = lock
  return formatYaml({ dependencies: dependencies.map(dependencyJson), digest, generated })
}

/** The members of `Chart.yaml`, without what is empty. */
export function metadataJson(metadata: ChartMetadata): JsonObject {
  return withoutEmpty({
    ...metadata,
    sources: [...metadata.sources],
    keywords: [...metadata.keywords],
    maintainers: metadata.maintainers.map(maintainer => withoutEmpty({ ...maintainer })),
    dependencies: (metadata.dependencies ?? []).map(dependencyJson),
  })
}

/** One entry of `dependencies`, in the order Go has its fields. */
export function dependencyJson(dependency: ChartDependency): JsonObject {
  const { name, version, repository, condition, tags, enabled, importValues, alias } = dependency
  return {
    name,
    ...withoutEmpty({ version }),
    repository,
    ...withoutEmpty({ condition, tags: [...tags], enabled }),
    ...withoutEmpty({ 'import-values': [...(importValues ?? [])] as JsonValue[], alias }),
  }
}

/** Go's `omitempty`. */
function withoutEmpty(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === undefined || value === null || value === '' || value === false
}
