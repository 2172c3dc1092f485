import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { formatJson } from '@sluice/base/json'
import { openJournalFile } from './journal-file.ts'
import type { Texts } from './store-context.ts'
import type { Change, Identity, IndexedFields, Stored } from './stored.ts'

/** What a row tells but for the text. */
export interface JournalRow extends Identity, IndexedFields {
  readonly storageKey: string
}

/** A restart goes on this much later, so that a version told but not yet durable is never given out twice. */
const restartGap = 1000

/**
 * Keeps what is stored in an SQLite file, and reads texts from there again. Writes of one turn of the event loop are one
 * transaction.
 *
 * The log is synced by the operating system: a killed process loses nothing that was acknowledged, a power
 * failure may lose the last moments, but never leaves half a transaction.
 */
export class Journal implements Texts {
  #database: DatabaseSync
  #put: StatementSync
  #delete: StatementSync
  #text: StatementSync
  #texts: StatementSync
  #setVersion: StatementSync
  #pending: { storageKey: string; change: Change; tell: () => void }[] = []
  #flushed: Promise<void> | undefined
  #failed: Error | undefined

  constructor(dataDir: string) {
    this.#database = openJournalFile(dataDir)
    this.#put = this.#database.prepare(
      'INSERT INTO written (version, kind, namespace, name, linked, labels, object) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#delete = this.#database.prepare('DELETE FROM written WHERE version = ?')
    this.#text = this.#database.prepare('SELECT object FROM written WHERE version = ?')
    this.#texts = this.#database.prepare(
      'SELECT version, object FROM written WHERE version IN (SELECT value FROM json_each(?))',
    )
    this.#setVersion = this.#database.prepare("INSERT OR REPLACE INTO facts VALUES ('version', ?)")
    for (const each of [this.#text, this.#texts]) each.setReturnArrays(true)
  }

  /** The version to go on from. */
  startVersion(): number {
    const version = Number(this.fact('version') ?? 0)
    return version === 0 ? 1 : version + restartGap
  }

  /** Everything that is stored, in the order in which it was written. */
  *rows(): Iterable<JournalRow> {
    const all = this.#database.prepare('SELECT version, kind, namespace, name, linked, labels FROM written')
    all.setReturnArrays(true)
    for (const row of all.iterate()) yield readRow(row as unknown as RowValues)
  }

  textAt(version: number): string {
    const row = this.#text.get(version) as unknown as readonly [string] | undefined
    if (row) return row[0]
    throw new Error(`the journal has nothing that was written at version ${version}: its file was changed`)
  }

  textsAt(versions: readonly number[]): ReadonlyMap<number, string> {
    return new Map(this.#texts.all(JSON.stringify(versions)) as unknown as readonly [number, string][])
  }

  /** A named text kept with the objects: keys, certificates. */
  fact(name: string): string | undefined {
    const row = this.#database.prepare('SELECT value FROM facts WHERE name = ?').get(name)
    return row === undefined ? undefined : String(row['value'])
  }

  setFact(name: string, value: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)').run(name, value)
  }

  /** Queues a change; the promise settles when it is committed, just after `tell` was called. */
  append(storageKey: string, change: Change, tell: () => void): Promise<void> {
    if (this.#failed) return Promise.reject(this.#failed)
    this.#pending.push({ storageKey, change, tell })
    this.#flushed ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#flushed = undefined
        try {
          this.#flush()
          resolve()
        } catch (error) {
          this.#failed = error instanceof Error ? error : new Error(String(error))
          reject(this.#failed)
        }
      })
    })
    return this.#flushed
  }

  async close(): Promise<void> {
    await this.#flushed
    this.#database.close()
  }

  #flush(): void {
    const batch = this.#pending
    this.#pending = []
    const written = new Set<Stored>()
    this.#database.exec('BEGIN')
    for (const { storageKey, change } of batch) this.#write(storageKey, change, written)
    this.#setVersion.run(String(batch.at(-1)?.change.version ?? 0))
    this.#database.exec('COMMIT')
    for (const stored of written) stored.enterJournal()
    for (const { tell } of batch) tell()
  }

  /** @param written what has a row after all; what is replaced in the same transaction has none */
  #write(storageKey: string, { now, before }: Change, written: Set<Stored>): void {
    if (before) {
      before.leaveJournal()
      written.delete(before)
      this.#delete.run(before.version)
    }
    if (!now) return
    const { version, namespace, name, isLinked, labels, text } = now
    this.#put.run(version, storageKey, namespace, name, isLinked ? 1 : 0, formatJson(labels), text)
    written.add(now)
  }
}

type RowValues = readonly [
  version: number,
  kind: string,
  namespace: string,
  name: string,
  linked: number | null,
  labels: string | null,
]

function readRow([version, storageKey, namespace, name, linked, labels]: RowValues): JournalRow {
  return {
    version,
    storageKey,
    namespace,
    name,
    isLinked: linked === null ? undefined : linked === 1,
    labels: labels ?? undefined,
  }
}
