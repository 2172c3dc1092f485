/**
 * Benchmarks: `node bench/bench.ts cli | helm CHART… | push [N] | fleet [N] | steady [N] |
 * releases [N] [drift] | kustomize [N] | preview | apiserver [N] [KUBE-APISERVER ETCD-URL]`. Figures and how they compare are in
 * bench/README.md.
 * @module
 */
import { benchApiserver } from './apiserver/bench-apiserver.ts'
import { benchCommandLine } from './command-line.ts'
import { benchFleet } from './fleet.ts'
import { benchHelm } from './helm.ts'
import { benchKustomize } from './kustomize/bench-kustomize.ts'
import { benchPreview } from './preview/bench-preview.ts'
import { benchPush } from './push.ts'
import { benchReleases } from './releases.ts'

const [mode, count, ...more] = process.argv.slice(2)
const modes: Readonly<Record<string, () => Promise<void> | void>> = {
  cli: benchCommandLine,
  helm: () => benchHelm([count, ...more].filter(chart => chart !== undefined)),
  push: () => benchPush(Number(count ?? 50)),
  fleet: () => benchFleet(Number(count ?? 200)),
  releases: () => benchReleases(Number(count ?? 200), { drift: more.includes('drift') }),
  steady: () => benchFleet(Number(count ?? 200), 2),
  preview: benchPreview,
  apiserver: () => benchApiserver(Number(count ?? 5000), more),
  kustomize: () => benchKustomize(Number(count ?? Number.POSITIVE_INFINITY)),
}
const run = modes[mode ?? '']
if (!run) {
  console.error(`usage: node bench/bench.ts ${Object.keys(modes).join('|')} [N]`)
  process.exit(2)
}
await run()
