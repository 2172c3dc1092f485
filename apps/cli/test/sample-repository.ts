/** A repository on disk: a cluster's folder, Kustomizations, and a HelmRelease whose chart is beside them. @module */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const kustomization = (name: string, path: string, more = '') => `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  interval: 1h
  prune: true
  path: ${path}
  sourceRef: { kind: GitRepository, name: flux-system }
${more}`

/** The files as first committed. */
export const sampleFiles: Readonly<Record<string, string>> = {
  'clusters/prod/flux-system/sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1h, url: 'https://git.example.com/team/fleet' }
${kustomization('flux-system', './clusters/prod')}`,
  'clusters/prod/apps.yaml': kustomization(
    'apps',
    './apps',
    `  dependsOn: [{ name: infra }]
  postBuild:
    substituteFrom: [{ kind: ConfigMap, name: settings }]
`,
  ),
  'clusters/prod/infra.yaml': kustomization('infra', './infra'),
  'infra/settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: flux-system }
data: { region: north }
`,
  'apps/web.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: apps }
data: { region: '\${region}', colour: blue }
---
apiVersion: v1
kind: Secret
metadata: { name: login, namespace: apps }
stringData: { password: first-word }
`,
  'apps/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: apps }
spec:
  interval: 1h
  chart: { spec: { chart: ./charts/shop, sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system } } }
  valuesFrom: [{ kind: ConfigMap, name: web, valuesKey: colour, targetPath: colour }]
  values: { size: 2 }
  commonMetadata: { labels: { team: shop } }
  postRenderers:
    - kustomize: { images: [{ name: shop, newTag: v2 }] }
`,
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'charts/shop/values.yaml': 'colour: none\nsize: 1\n',
  'charts/shop/templates/all.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { colour: {{ .Values.colour }}, size: {{ .Values.size | quote }} }
---
apiVersion: v1
kind: Pod
metadata: { name: {{ .Release.Name }} }
spec: { containers: [{ name: shop, image: 'shop:v1' }] }
---
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }} }
stringData: { key: {{ randAlphaNum 12 }} }
`,
}

/** Makes the repository and commits the files; the folder it is in. */
export function sampleRepository(files = sampleFiles): string {
  const root = mkdtempSync(join(tmpdir(), 'sluice-preview-'))
  git(root, 'init', '-q', '-b', 'main')
  git(root, 'remote', 'add', 'origin', 'git@git.example.com:team/fleet.git')
  write(root, files)
  commit(root)
  return root
}

/** Writes files, as an edit would. */
export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

/** Commits all files. */
export function commit(root: string): void {
  git(root, 'add', '-A')
  git(root, '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', 'change')
}

function git(root: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
}
