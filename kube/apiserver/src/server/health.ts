import type { Answer } from '../http/answer.ts'
import type { RequestInfo } from '../http/request-info.ts'

/** What kube-apiserver starts before it is ready, in its order; ours answers for its own such parts, all of them up. */
const parts = [
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/peer-endpoint-reconciler-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/storage-readiness',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-kubernetes-service-cidr-controller',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-wait-for-first-sync',
  'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration',
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
]

/** The checks of each path; each holds as soon as the server answers at all. */
const checksOf: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...parts],
  livez: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...parts],
  readyz: ['ping', 'log', 'informer-sync', ...parts, 'shutdown'],
}

/** Every path that answers. */
export function healthPaths(): string[] {
  return Object.entries(checksOf).flatMap(([root, checks]) => [
    `/${root}`,
    ...checks.map(check => `/${root}/${check}`),
  ])
}

/** `/readyz` with its checks, `/readyz/<check>` for one of them; any method will do. Undefined for no such check. */
export function healthAnswer(info: RequestInfo): Answer | undefined {
  const [root = '', ...rest] = info.path.slice(1).split('/')
  const checks = checksOf[root] ?? []
  if (rest.length > 0) return checks.includes(rest.join('/')) ? text('ok') : undefined
  if (!info.query.has('verbose')) return text('ok', nosniff)
  const excluded = new Set(info.query.getAll('exclude'))
  const lines = checks.map(each => `[+]${each}${excluded.delete(each) ? ' excluded: ok' : ' ok'}`)
  if (excluded.size > 0) {
    const names = [...excluded].sort().map(each => JSON.stringify(each))
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names.join(',')}`)
  }
  return text(`${lines.join('\n')}\n${root} check passed\n`, nosniff)
}

const nosniff = { 'x-content-type-options': 'nosniff' }

function text(body: string, headers?: Readonly<Record<string, string>>): Answer {
  return { type: 'text', code: 200, text: body, contentType: 'text/plain; charset=utf-8', headers }
}
