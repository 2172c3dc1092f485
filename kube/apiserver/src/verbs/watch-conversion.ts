/** Watches of kinds that a webhook converts: what they are going to tell is asked for before it is told. @module */
import { prepareViews } from '../kinds/index.ts'
import type { Change, Stored } from '../storage/index.ts'
import type { ApiRequest } from './api-request.ts'

/** Gets ready all that is there, until nothing came in between. */
export async function prepareStart(
  { type, services, info }: ApiRequest,
  since: number | undefined,
): Promise<void> {
  if (!type.custom?.convertAhead) return
  const collection = services.store.collection(type.storageKey)
  let prepared = -1
  while (prepared !== services.store.version) {
    prepared = services.store.version
    const changes = since ? (collection.changesSince(since) ?? []) : []
    const namespace = type.namespaced ? info.namespace : ''
    await prepareViews(type, [...collection.list(namespace), ...changes.flatMap(storedOf)])
  }
}

const storedOf = ({ now, before, last }: Change): readonly Stored[] =>
  [now, before, last].filter(each => each !== undefined)

/** Passes changes on once they are ready, in their order. `fail` is called where one cannot be made ready. */
export function whenPrepared(
  { type }: ApiRequest,
  tell: (change: Change) => void,
  fail: (error: unknown) => void,
): (change: Change) => void {
  if (!type.custom?.convertAhead) return tell
  let order = Promise.resolve()
  return change => {
    order = order.then(() => prepareViews(type, storedOf(change))).then(() => tell(change), fail)
  }
}
