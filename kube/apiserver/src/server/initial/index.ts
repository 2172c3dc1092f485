/** What a cluster has before anybody has asked for anything. @module */

import { timestamp } from '../../verbs/object.ts'
import type { Services } from '../services.ts'
import { blankTime, blankUid, type Finished, finishedObjects } from './finished.ts'

export { createOwnObjects, publishAddress } from './of-this-server.ts'

/** Stores what every cluster has, where it is missing. */
export async function createCommonObjects(services: Services): Promise<void> {
  const { store } = services
  const missing = (await finishedObjects()).filter(
    ({ storageKey, namespace, name }) => !store.get(storageKey, namespace, name),
  )
  const written = missing.map(object => {
    const uid = services.newUid()
    return store.create(object.storageKey, object, version => ({
      text: stamped(object, { uid, version, time: timestamp(services.now()) }),
      labels: object.labels,
      isLinked: false,
    }))
  })
  await Promise.all(written.map(({ durable }) => durable))
}

/** The text with times, UID and version of its own. */
function stamped(
  { text, version }: Finished,
  own: { readonly uid: string; readonly version: number; readonly time: string },
): string {
  return text
    .replace(`"uid":"${blankUid}"`, `"uid":"${own.uid}"`)
    .replace(`"resourceVersion":"${version}"`, `"resourceVersion":"${own.version}"`)
    .replaceAll(`"${blankTime}"`, `"${own.time}"`)
}
