import type { Stored } from './stored.ts'

/** How many texts are read from the journal at once. */
const batch = 256

/** Objects of one store and their texts, in order: what only the journal has is read many at a time, as it is asked for. */
export function* textsOf(items: readonly Stored[]): Generator<readonly [Stored, string]> {
  for (let start = 0; start < items.length; start += batch) {
    const some = items.slice(start, start + batch)
    const away = some.filter(item => item.isTextAway)
    const texts = away[0]?.context.texts?.textsAt(away.map(item => item.version))
    // What has left the journal since is in memory again.
    for (const item of some) yield [item, texts?.get(item.version) ?? item.text]
  }
}
