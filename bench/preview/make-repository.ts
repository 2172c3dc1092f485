/** A repository as a company's platform team has one: apps by Kustomizations and overlays, and releases of a few charts. @module */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chartFiles } from './chart-files.ts'

type Files = Readonly<Record<string, string>>

/** How much there is. */
export interface RepositorySize {
  readonly kustomizations: number
  readonly releases: number
}

const charts = 5

/** Makes the repository in `root`: a first commit, and a second that touches a tenth of everything. */
export function makeRepository(root: string, size: RepositorySize): void {
  mkdirSync(root, { recursive: true })
  git(root, 'init', '-q', '-b', 'main')
  git(root, 'config', 'commit.gpgsign', 'false')
  commit(
    root,
    filesOf(size, () => 1),
  )
  commit(
    root,
    filesOf(size, index => (index % 10 === 3 ? 2 : 1)),
  )
}

function filesOf({ kustomizations, releases }: RepositorySize, version: (index: number) => number): Files {
  const files: Record<string, string> = {}
  for (let i = 0; i < kustomizations; i++) Object.assign(files, appFiles(i, version(i)))
  for (let i = 0; i < charts; i++) Object.assign(files, chartFiles(`charts/c${i}`, `c${i}`))
  for (let i = 0; i < releases; i++) files[`releases/r${i}.yaml`] = release(i, version(i))
  files['clusters/prod/releases.yaml'] = kustomization(
    'releases',
    'releases',
    '  dependsOn: [{name: app-0}]\n',
  )
  files['releases/values.yaml'] = `apiVersion: v1
kind: ConfigMap
metadata: {name: shared, namespace: apps}
data: {values.yaml: "ingress: {enabled: true}\\n"}
`
  return files
}

/** A base and an overlay, applied with variables; every third app makes the Kustomization of its add-ons as well. */
function appFiles(i: number, version: number): Files {
  const name = `app-${i}`
  return {
    [`clusters/prod/${name}.yaml`]: kustomization(
      name,
      `apps/${name}/prod`,
      `  postBuild: {substitute: {region: north-${version}}}\n`,
    ),
    [`apps/${name}/base/kustomization.yaml`]: 'resources: [deployment.yaml, service.yaml, ingress.yaml]\n',
    [`apps/${name}/base/deployment.yaml`]: deployment(name),
    [`apps/${name}/base/service.yaml`]: `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 80, targetPort: http}]}
`,
    [`apps/${name}/base/ingress.yaml`]: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}}
spec: {defaultBackend: {service: {name: ${name}, port: {name: http}}}}
`,
    [`apps/${name}/prod/kustomization.yaml`]: `namespace: apps
resources: [../base]
images: [{name: example.com/${name}, newTag: "${version}.0.0"}]
replicas: [{name: ${name}, count: 3}]
configMapGenerator: [{name: ${name}, literals: ["region=\${region}", "level=${version}"]}]
labels: [{pairs: {app.kubernetes.io/part-of: shop}, includeSelectors: false}]
patches:
  - target: {kind: Ingress}
    patch: |
      - {op: add, path: /metadata/annotations, value: {tier: front}}
`,
  }
}

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: web
          image: example.com/${name}:0.0.0
          envFrom: [{configMapRef: {name: ${name}}}]
          ports: [{name: http, containerPort: 8080}]
          resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
          readinessProbe: {httpGet: {path: /healthz, port: http}}
`
}

function kustomization(name: string, path: string, more: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ./${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`
}

function release(i: number, version: number): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: r${i}, namespace: apps}
spec:
  interval: 1h
  chart:
    spec:
      chart: charts/c${i % charts}
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
  valuesFrom: [{kind: ConfigMap, name: shared}]
  values:
    replicaCount: ${version + 1}
    image: {repository: example.com/r${i}, tag: "${version}.0.0"}
    config: {region: north, level: "${version}"}
    autoscaling: {enabled: true, maxReplicas: 5}
  commonMetadata: {labels: {team: shop}}
`
}

function commit(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  git(root, 'add', '--all')
  git(root, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', 'commit', '-q', '-m', 'Change')
}

function git(root: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`'git ${args.join(' ')}' failed: ${stderr}`)
}
