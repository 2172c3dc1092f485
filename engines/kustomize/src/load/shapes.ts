/**
 * The shape of a kustomization file: which fields there are and of which type. A field that is not listed is an error.
 * @module
 */
import type { Shape } from './check-shape.ts'

const text: Shape = { type: 'text' }
const bool: Shape = { type: 'boolean' }
const integer: Shape = { type: 'integer' }
const texts: Shape = { type: 'texts' }
const bools: Shape = { type: 'booleans' }
const any: Shape = { type: 'any' }
const list = (items: Shape): Shape => ({ type: 'list', items })
const fields = (members: Readonly<Record<string, Shape>>): Shape => ({ type: 'fields', fields: members })

const gvk = { group: text, version: text, kind: text }
const selector = fields({
  ...gvk,
  name: text,
  namespace: text,
  labelSelector: text,
  annotationSelector: text,
})
const patchFields = {
  path: text,
  patch: text,
  target: selector,
  options: bools,
}
const patch = fields(patchFields)
const fieldSpec = fields({ ...gvk, path: text, create: bool })
const generatorOptions = fields({
  labels: texts,
  annotations: texts,
  disableNameSuffixHash: bool,
  immutable: bool,
})
const generator = {
  name: text,
  namespace: text,
  behavior: text,
  literals: list(text),
  files: list(text),
  envs: list(text),
  env: text,
  options: generatorOptions,
}
const fieldOptions = fields({ delimiter: text, index: integer, encoding: text, create: bool })

/** One entry of `replacements`, as it may stand in a file of its own too. */
export const replacementShape: Shape = fields({
  path: text,
  source: fields({ ...gvk, name: text, namespace: text, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: list(
    fields({ select: selector, reject: list(selector), fieldPaths: list(text), options: fieldOptions }),
  ),
})

const replica = fields({ name: text, count: integer })
const image = fields({ name: text, newName: text, newTag: text, tagSuffix: text, digest: text })

const chartGlobals = { chartHome: text, configHome: text }
const chart = {
  name: text,
  version: text,
  repo: text,
  releaseName: text,
  namespace: text,
  additionalValuesFiles: list(text),
  valuesFile: text,
  valuesInline: any,
  valuesMerge: text,
  includeCRDs: bool,
  skipHooks: bool,
  apiVersions: list(text),
  kubeVersion: text,
  nameTemplate: text,
  skipTests: bool,
  debug: bool,
  devel: bool,
}
const oldChart = {
  chartName: text,
  chartVersion: text,
  chartRepoUrl: text,
  chartHome: text,
  chartRepoName: text,
  helmBin: text,
  helmHome: text,
  values: text,
  valuesLocal: any,
  valuesMerge: text,
  releaseName: text,
  releaseNamespace: text,
  extraArgs: list(text),
}
const fieldSpecs = list(fieldSpec)

/** A file of `configurations`. */
export const configShape: Shape = fields({
  namePrefix: fieldSpecs,
  nameSuffix: fieldSpecs,
  namespace: fieldSpecs,
  commonLabels: fieldSpecs,
  labels: fieldSpecs,
  templateLabels: fieldSpecs,
  commonAnnotations: fieldSpecs,
  nameReference: list(fields({ ...gvk, fieldSpecs })),
  varReference: fieldSpecs,
  images: fieldSpecs,
  replicas: fieldSpecs,
})

/** The configuration of any built-in generator. */
export const generatorPluginShape: Shape = fields({
  ...generator,
  type: text,
  ...chart,
  ...chartGlobals,
  cloud: text,
  kubernetesService: fields({ name: text, namespace: text }),
  serviceAccount: fields({ name: text, projectId: text }),
})

/** The configuration of any built-in transformer. */
export const transformerPluginShape: Shape = fields({
  ...patchFields,
  jsonOp: text,
  paths: list(text),
  patches: text,
  imageTag: image,
  replica,
  labels: texts,
  annotations: texts,
  prefix: text,
  suffix: text,
  fieldSpecs,
  unsetOnly: bool,
  setRoleBindingSubjects: text,
  replacements: list(replacementShape),
  value: text,
  targets: list(fields({ selector, fieldPath: text, filePathPosition: integer })),
  targetFilePath: text,
})

/** A kustomization file. */
export const kustomizationShape: Shape = fields({
  apiVersion: text,
  kind: text,
  metadata: fields({ name: text, namespace: text, labels: texts, annotations: texts }),
  openapi: texts,
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: texts,
  labels: list(
    fields({
      pairs: texts,
      includeSelectors: bool,
      includeTemplates: bool,
      fields: list(fieldSpec),
    }),
  ),
  commonAnnotations: texts,
  patchesStrategicMerge: list(text),
  patchesJson6902: list(patch),
  patches: list(patch),
  images: list(image),
  imageTags: list(image),
  replacements: list(replacementShape),
  replicas: list(replica),
  vars: list(
    fields({
      name: text,
      objref: fields({ ...gvk, apiVersion: text, name: text, namespace: text }),
      fieldref: fields({ fieldPath: text }),
    }),
  ),
  sortOptions: fields({
    order: text,
    legacySortOptions: fields({ orderFirst: list(text), orderLast: list(text) }),
  }),
  resources: list(text),
  components: list(text),
  crds: list(text),
  bases: list(text),
  configMapGenerator: list(fields(generator)),
  secretGenerator: list(fields({ ...generator, type: text })),
  helmGlobals: fields(chartGlobals),
  helmCharts: list(fields(chart)),
  helmChartInflationGenerator: list(fields(oldChart)),
  generatorOptions,
  configurations: list(text),
  generators: list(text),
  transformers: list(text),
  validators: list(text),
  buildMetadata: list(text),
})
