import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryTree } from '@sluice/base/flow'
import { buildKustomization, renderResources } from '@sluice/kustomize'
import { clientTools } from '@sluice/testing'
import { summarize } from '../statistics.ts'
import { makeOverlay } from './make-overlay.ts'

const launcher = fileURLToPath(new URL('../../apps/cli/bin/sluice', import.meta.url))
const sizes = [10, 100, 1_000, 5_000, 10_000]

/**
 * `node bench/bench.ts kustomize [N]`: whole process against whole process, both in turn, in milliseconds; then a warm build
 * of an app's overlay in process. The original, whose time grows with the square, is left out above N resources.
 */
export function benchKustomize(largest: number): void {
  const tools = clientTools()
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  try {
    for (const count of sizes) {
      const overlay = makeOverlay(join(folder, String(count)), count)
      const runs = count <= 100 ? 9 : count <= 1_000 ? 5 : 3
      const ours = times(runs, () => run(launcher, ['kustomize', 'build', overlay]))
      const asked = tools.type === 'found' && count <= largest
      const theirs = asked
        ? times(count > 1_000 ? 1 : runs, () => run(tools.kubectl, ['kustomize', overlay]))
        : undefined
      const same = theirs && ours.output === theirs.output
      console.log(JSON.stringify({ resources: count, sluice: ours.ms, kubectl: theirs?.ms, same }))
    }
    console.log(JSON.stringify({ work: "an app's overlay, warm, in process", ms: warm() }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Times {
  readonly ms: ReturnType<typeof summarize>
  readonly output: string
}

function times(count: number, once: () => string): Times {
  let output = ''
  const ms = Array.from({ length: count }, () => {
    const began = performance.now()
    output = once()
    return performance.now() - began
  })
  return { ms: summarize(ms), output }
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Error(`'${program} ${args.join(' ')}' failed: ${stderr}`)
  return stdout
}

const app = {
  'base/kustomization.yaml': 'resources: [app.yaml]\n',
  'base/app.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: web
        image: images.example/web:1
        envFrom: [{configMapRef: {name: settings}}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
`,
  'live/kustomization.yaml': `namespace: live
namePrefix: live-
resources: [../base]
labels: [{pairs: {stage: live}, includeSelectors: true}]
images: [{name: images.example/web, newTag: "2"}]
configMapGenerator: [{name: settings, literals: [a=b]}]
replicas: [{name: web, count: 3}]
patches:
- target: {kind: Ingress}
  patch: |
    - op: add
      path: /metadata/annotations
      value: {a: b}
`,
}

function warm(): ReturnType<typeof summarize> {
  const tree = memoryTree(app)
  const once = () => {
    const began = performance.now()
    renderResources(buildKustomization(tree, 'live'))
    return performance.now() - began
  }
  for (let i = 0; i < 200; i++) once()
  return summarize(Array.from({ length: 200 }, once))
}
