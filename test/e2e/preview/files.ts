/** Manifests of the repositories that previews are tried on. @module */

/** Files by path. */
export type Files = Readonly<Record<string, string>>

/** A part of a repository in two states. */
export interface Unit {
  readonly name: string
  readonly states: readonly [Files, Files]
  /** Owners that cannot be Ready in the second state, as `Kind/namespace/name`. */
  readonly unready?: readonly string[]
}

/** The namespace of everything that does not say otherwise. */
export const namespace = 'fleet'

/** A ConfigMap. Both maps are YAML in flow style. */
export function configMap(name: string, data: string, metadata = ''): string {
  return `---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, namespace: ${namespace}${metadata && `, ${metadata}`}}
data: {${data}}
`
}

/** A Kustomization of the repository. */
export function kustomization(name: string, path: string, spec = ''): string {
  return `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1h
  retryInterval: 1h
  path: ./${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${spec || '  prune: true'}
`
}

/** A HelmRelease of a chart of the repository, unless `spec` has a chart of its own. */
export function helmRelease(name: string, spec: string): string {
  const isOwn = /^ {2}chart(?:Ref)?:/m.test(spec)
  return `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  interval: 1h
${isOwn ? '' : `  chart: {spec: {chart: charts/${name}, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n`}${spec}
`
}

/** A chart in `charts/`, of templates by their names. */
export function chart(name: string, version: string, templates: Files, values = ''): Files {
  const files = Object.entries(templates).map(([path, text]) => [
    path.includes('/') ? `charts/${name}/${path}` : `charts/${name}/templates/${path}.yaml`,
    text,
  ])
  return {
    [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    [`charts/${name}/values.yaml`]: values,
    ...Object.fromEntries(files),
  }
}

/** A template of a ConfigMap, named after the release. */
export function template(suffix: string, data: string, annotations = ''): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-${suffix}
  annotations: {${annotations}}
data: {${data}}
`
}
