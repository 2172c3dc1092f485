import type { Answer } from '../http/answer.ts'
import type { RequestInfo } from '../http/request-info.ts'

/** Kubernetes: how metrics name what discovery and RBAC call otherwise. */
const verbNames: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT' }

/** Counts answered requests, for `/metrics`. */
export class RequestCounter {
  readonly #counts = new Map<string, number>()

  /** `info` must address a resource that is served, so that the number of series is bounded. */
  count(info: RequestInfo, code: number, isApply: boolean): void {
    const verb = isApply ? 'APPLY' : (verbNames[info.verb] ?? info.verb.toUpperCase())
    const scope = info.name ? 'resource' : info.namespace ? 'namespace' : 'cluster'
    const labels = `code="${code}",group="${info.group}",resource="${info.resource}",scope="${scope}",subresource="${info.subresource}",verb="${verb}",version="${info.version}"`
    this.#counts.set(labels, (this.#counts.get(labels) ?? 0) + 1)
  }

  /** The page, in Prometheus' text format. */
  answer(): Answer {
    const lines = [...this.#counts].map(([labels, count]) => `apiserver_request_total{${labels}} ${count}\n`)
    const head = '# HELP apiserver_request_total Requests answered.\n# TYPE apiserver_request_total counter\n'
    return {
      type: 'text',
      code: 200,
      text: head + lines.sort().join(''),
      contentType: 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    }
  }
}
