/**
 * From a chart and values to manifests: all that `helm template` needs, and nothing more.
 * @module
 */
export { Capabilities, type CapabilitiesOptions, helmBuild } from '../capabilities/capabilities.ts'
export { isCompatibleRange } from '../capabilities/check-kube-version.ts'
export { type KubeVersion, parseKubeVersion } from '../capabilities/kube-version.ts'
export {
  type Chart,
  type ChartCrd,
  type ChartDependency,
  type ChartFile,
  type ChartLock,
  type ChartMetadata,
  chartCrds,
  setDependencies,
} from '../chart/chart.ts'
export { ChartError } from '../chart/chart-error.ts'
export { readArchiveHead, readChartHead } from '../chart/chart-head.ts'
export { loadChart } from '../chart/load-chart.ts'
export { loadChartArchive } from '../chart/load-chart-archive.ts'
export { formatWarning, structured, type Warn, type Warning } from '../chart/warning.ts'
export { checkDependencies } from '../dependencies/check-dependencies.ts'
export { processDependencies } from '../dependencies/process-dependencies.ts'
export type { Hook, HookEvent } from '../manifest/hook.ts'
export { printDocument, printManifest, printParts, printRelease } from '../manifest/print-release.ts'
export { selectManifests } from '../manifest/select-manifests.ts'
export { type Manifest, type SortedManifests, sortManifests } from '../manifest/sort-manifests.ts'
export { splitManifests } from '../manifest/split-manifests.ts'
export { mergeMaps } from '../values/merge-maps.ts'
export { readValues, readValuesDocument } from '../values/read-values.ts'
export type { ReleaseOptions } from '../values/render-values.ts'
export { mergeUserValues, type UserValues } from '../values/set/merge-user-values.ts'
export { parseSet } from '../values/set/parse-set.ts'
export { setGrammar, setStringGrammar } from '../values/set/set-grammar.ts'
export type { Lookup, RenderEnvironment, RenderLimits } from './render-environment.ts'
export { RenderError, TooDeepError } from './render-error.ts'
export { type ReleaseRequest, type RenderedRelease, renderRelease } from './render-release.ts'
export { renderText } from './render-text.ts'
