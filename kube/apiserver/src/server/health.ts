import type { Answer } from '../http/answer.ts'
import type { RequestInfo } from '../http/request-info.ts'
import { isTrue } from '../http/request-info.ts'
import { methodNotAllowed } from '../status/index.ts'

/** The checks that there are; each holds as soon as the server answers at all. */
const checksOf: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd'],
  livez: ['ping', 'log', 'etcd'],
  readyz: ['ping', 'log', 'informer-sync'],
}

export function healthAnswer(info: RequestInfo): Answer | undefined {
  const [root = '', check, ...rest] = info.path.split('/').filter(Boolean)
  const checks = checksOf[root] ?? []
  if (rest.length > 0 || (check !== undefined && !checks.includes(check))) return undefined
  if (info.method !== 'GET' && info.method !== 'HEAD') throw methodNotAllowed()
  if (check !== undefined || !isTrue(info.query.get('verbose'))) return text('ok')
  const excluded = info.query.getAll('exclude')
  const lines = checks.map(each => `[+]${each}${excluded.includes(each) ? ' excluded: ok' : ' ok'}`)
  return text(`${lines.join('\n')}\n${root} check passed\n`)
}

function text(body: string): Answer {
  return { type: 'text', code: 200, text: body, contentType: 'text/plain; charset=utf-8' }
}
