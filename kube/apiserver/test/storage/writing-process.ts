/**
 * `node writing-process.ts FOLDER SEED`: writes until it is killed, and says what has begun and what is acknowledged:
 * a line `begun N` or `durable N VERSION` each.
 * @module
 */
import { writeSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { Journal, Store } from '../../src/storage/index.ts'
import { operationOf } from './operations.ts'

const [folder = '', seed = '0'] = process.argv.slice(2)
const store = new Store(new Journal(folder))
writeSync(1, `opened ${store.version}\n`)
for (let number = 0; ; number++) {
  writeSync(1, `begun ${number}\n`)
  const { name, value } = operationOf(Number(seed), number)
  const stored = store.get('things', 'ns', name)
  const object = { metadata: { name, namespace: 'ns', uid: name }, value: value ?? '' }
  if (value !== undefined) tell(number, store.put('things', object, stored).durable)
  else if (stored) tell(number, store.delete('things', stored).durable)
  if (number % 11 === 0) store.forgetUnused(0)
  // Some turns write once, some several times.
  if (number % 5 < 2) await turn()
}

function tell(number: number, durable: Promise<void>): void {
  const { version } = store
  void durable.then(() => writeSync(1, `durable ${number} ${version}\n`))
}
