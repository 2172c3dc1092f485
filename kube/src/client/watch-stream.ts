import { isJsonObject, parseJson } from '@sluice/base/json'
import type { KindInfo, KubeObject } from '../meta/index.ts'
import { kubeErrorOf } from './kube-error.ts'
import { apiVersionOf, asPartial, UnexpectedAnswerError } from './read-object.ts'
import type { WatchEvent } from './types.ts'

const lineLimit = 32 * 1024 * 1024
const types = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'])

/** The events of a watch body: a JSON object per line. An ERROR event is thrown as `KubeError`. */
export async function* watchEvents(
  body: AsyncIterable<Uint8Array>,
  kind: KindInfo,
): AsyncGenerator<WatchEvent> {
  for await (const line of lines(body)) yield eventOf(line, kind)
}

async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true })
    let start = 0
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      if (end > start) yield rest.slice(start, end)
      start = end + 1
    }
    if (start > 0) rest = rest.slice(start)
    if (rest.length > lineLimit) throw new UnexpectedAnswerError('a watch event is too large')
  }
}

function eventOf(line: string, kind: KindInfo): WatchEvent {
  const event = parseJson(line)
  if (!isJsonObject(event)) throw new UnexpectedAnswerError('a watch event is not an object')
  const { type, object } = event
  if (type === 'ERROR') throw kubeErrorOf(500, object, `watch of ${kind.plural}`)
  if (
    typeof type !== 'string' ||
    !types.has(type) ||
    !isJsonObject(object) ||
    !isJsonObject(object['metadata'])
  ) {
    throw new UnexpectedAnswerError('a watch event has no object')
  }
  const identity = { apiVersion: apiVersionOf(kind), kind: kind.kind }
  const whole = { ...identity, ...object, ...asPartial(object, identity) } as unknown as KubeObject
  return { type: type as WatchEvent['type'], object: whole }
}
