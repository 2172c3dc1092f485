import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { formatJson, isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import type { Change } from './stored.ts'

export interface JournalRow {
  readonly storageKey: string
  readonly namespace: string
  readonly name: string
  readonly version: number
  readonly object: JsonObject
}

/** A restart goes on this much later, so that a version told but not yet durable is never given out twice. */
const restartGap = 1000

/**
 * Keeps what is stored in an SQLite file. Writes of one turn of the event loop are one transaction.
 *
 * The log is synced by the operating system: a killed process loses nothing that was acknowledged, a power
 * failure may lose the last moments, but never leaves half a transaction.
 */
export class Journal {
  #database: DatabaseSync
  #put: StatementSync
  #delete: StatementSync
  #setVersion: StatementSync
  #pending: { storageKey: string; change: Change; tell: () => void }[] = []
  #flushed: Promise<void> | undefined
  #failed: Error | undefined

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    this.#database = new DatabaseSync(join(dataDir, 'objects.db'))
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS objects (
        kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
        object TEXT NOT NULL, PRIMARY KEY (kind, namespace, name)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    `)
    this.#put = this.#database.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)')
    this.#delete = this.#database.prepare('DELETE FROM objects WHERE kind = ? AND namespace = ? AND name = ?')
    this.#setVersion = this.#database.prepare("INSERT OR REPLACE INTO facts VALUES ('version', ?)")
  }

  load(): { readonly version: number; readonly objects: readonly JournalRow[] } {
    const objects: JournalRow[] = []
    for (const row of this.#database.prepare('SELECT * FROM objects').iterate()) {
      const object = parseJson(String(row['object']))
      if (!isJsonObject(object)) throw new Error(`stored object ${row['name']} is not a JSON object`)
      objects.push({
        storageKey: String(row['kind']),
        namespace: String(row['namespace']),
        name: String(row['name']),
        version: Number(row['version']),
        object,
      })
    }
    const version = Number(this.fact('version') ?? 0)
    return { version: version === 0 ? 1 : version + restartGap, objects }
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
    this.#database.exec('BEGIN')
    for (const { storageKey, change } of batch) this.#write(storageKey, change)
    this.#setVersion.run(String(batch.at(-1)?.change.version ?? 0))
    this.#database.exec('COMMIT')
    for (const { tell } of batch) tell()
  }

  #write(storageKey: string, { now, before }: Change): void {
    if (now) this.#put.run(storageKey, now.namespace, now.name, now.version, now.text('stored', formatJson))
    else if (before) this.#delete.run(storageKey, before.namespace, before.name)
  }
}
