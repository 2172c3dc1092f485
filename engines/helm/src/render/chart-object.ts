import { type GoMap, withType } from '@sluice/gotemplate'
import type { Chart, ChartDependency, Maintainer } from '../chart/chart.ts'

/** The `.Chart` map of templates: the fields of `Chart.yaml` under Go's names, and `IsRoot`. */
export function chartObject(chart: Chart): GoMap {
  const { metadata } = chart
  return {
    Name: metadata.name,
    Home: metadata.home,
    Sources: [...metadata.sources],
    Version: metadata.version,
    Description: metadata.description,
    Keywords: [...metadata.keywords],
    Maintainers: metadata.maintainers.map(maintainerObject),
    Icon: metadata.icon,
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition,
    Tags: metadata.tags,
    AppVersion: metadata.appVersion,
    Deprecated: metadata.deprecated,
    Annotations: withType({ ...metadata.annotations }, 'map[string]string'),
    KubeVersion: metadata.kubeVersion,
    Dependencies: (metadata.dependencies ?? []).map(dependencyObject),
    Type: metadata.type,
    IsRoot: chart.parent === undefined,
  }
}

function maintainerObject({ name, email, url }: Maintainer): GoMap {
  return { Name: name, Email: email, URL: url }
}

function dependencyObject(dependency: ChartDependency): GoMap {
  return {
    Name: dependency.name,
    Version: dependency.version,
    Repository: dependency.repository,
    Condition: dependency.condition,
    Tags: [...dependency.tags],
    Enabled: dependency.enabled,
    ImportValues: [...(dependency.importValues ?? [])],
    Alias: dependency.alias,
  }
}
