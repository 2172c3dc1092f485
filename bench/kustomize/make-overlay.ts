/**
 * An overlay of any size that uses what people use: namespace, prefix, labels, images, replicas, patches of both
 * kinds, replacements, and generated ConfigMaps that are referred to.
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const perFile = 40
const patches = 20

/** Writes `base` and `overlay` below a folder, `count` resources in all. Gives the overlay's folder. */
export function makeOverlay(folder: string, count: number): string {
  for (const name of ['base', 'overlay']) mkdirSync(join(folder, name), { recursive: true })
  const files: string[] = []
  for (let from = 0; from < count; from += perFile) {
    const name = `part-${files.length}.yaml`
    const size = Math.min(perFile, count - from)
    writeFileSync(
      join(folder, 'base', name),
      Array.from({ length: size }, (_, i) => resource(from + i)).join('---\n'),
    )
    files.push(name)
  }
  writeFileSync(join(folder, 'base/kustomization.yaml'), `resources: [${files.join(', ')}]\n`)
  writeFileSync(join(folder, 'overlay/kustomization.yaml'), overlay(Math.ceil(count / 5)))
  return join(folder, 'overlay')
}

function resource(index: number): string {
  const n = Math.floor(index / 5)
  switch (index % 5) {
    case 0:
      return workload(n)
    case 1:
      return head(
        'v1',
        'Service',
        `shop-${n}`,
        `spec:\n  selector: {app: shop-${n}}\n  ports:\n  - port: 80\n    targetPort: web\n`,
      )
    case 2:
      return head(
        'v1',
        'ConfigMap',
        `settings-${n}`,
        `data:\n  level: info\n  number: "${n}"\n  app.ini: |\n    [shop]\n    id = ${n}\n`,
      )
    case 3:
      return head(
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        `shop-${n}`,
        `roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n- kind: ServiceAccount\n  name: shop-${n}\n`,
      )
    default:
      return head('v1', 'ServiceAccount', `shop-${n}`, '')
  }
}

function head(apiVersion: string, kind: string, name: string, rest: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`
}

function workload(n: number): string {
  return head(
    'apps/v1',
    'Deployment',
    `shop-${n}`,
    `  labels:
    app: shop-${n}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: shop-${n}
  template:
    metadata:
      labels:
        app: shop-${n}
    spec:
      serviceAccountName: shop-${n}
      containers:
      - name: web
        image: images.example/shop/part-${n % 15}:1.${n}
        ports:
        - name: web
          containerPort: 8080
        envFrom:
        - configMapRef:
            name: ${n % 8 === 0 ? 'common' : `settings-${n}`}
        env:
        - name: STAGE
          value: base
        resources:
          requests: {cpu: 20m, memory: 64Mi}
      - name: metrics
        image: images.example/metrics:latest
      volumes:
      - name: settings
        configMap:
          name: settings-${n}
`,
  )
}

function overlay(apps: number): string {
  const step = Math.max(1, Math.floor(apps / (2 * patches)))
  const targets = Array.from({ length: Math.min(patches, Math.max(1, Math.floor(apps / 2))) }, (_, i) => i)
  const merges = targets.map(i => merge(i * step, i))
  const operations = targets.map(i => json((i + targets.length) * step, i, apps))
  return `namespace: shop
namePrefix: live-
resources: [../base]
labels:
- pairs: {stage: live}
  includeSelectors: true
commonAnnotations: {owner: shop}
images:
${Array.from({ length: 15 }, (_, i) => `- name: images.example/shop/part-${i}\n  newName: mirror.example/part-${i}\n  newTag: "2.${i}"\n`).join('')}replicas:
- name: shop-0
  count: 4
configMapGenerator:
- name: common
  literals: [a=1, b=2]
patches:
${merges.join('')}${operations.join('')}replacements:
- source: {kind: ConfigMap, name: settings-0, fieldPath: data.number}
  targets:
  - select: {kind: Deployment}
    fieldPaths: ["spec.template.spec.containers.[name=web].env.[name=STAGE].value"]
`
}

function merge(n: number, i: number): string {
  return `- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: shop-${n}}
    spec:
      template:
        spec:
          containers:
          - name: web
            env:
            - {name: PATCHED, value: "${i}"}
`
}

function json(n: number, i: number, apps: number): string {
  return `- target: {kind: Deployment, name: shop-${Math.min(n, apps - 1)}}
  patch: |
    - op: replace
      path: /spec/replicas
      value: ${i + 2}
    - op: add
      path: /spec/template/spec/containers/0/env/-
      value: {name: JSON, value: "${i}"}
`
}
