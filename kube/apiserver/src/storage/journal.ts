import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Recent } from './recent.ts'
import { type Change, type Identity, Stored, type StoredText } from './stored.ts'

export interface JournalRow extends Identity, StoredText {
  readonly storageKey: string
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
        object TEXT NOT NULL, uid TEXT, linked INTEGER, PRIMARY KEY (kind, namespace, name)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    `)
    this.#addColumns()
    this.#put = this.#database.prepare(
      'INSERT OR REPLACE INTO objects (kind, namespace, name, version, object, uid, linked) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#delete = this.#database.prepare('DELETE FROM objects WHERE kind = ? AND namespace = ? AND name = ?')
    this.#setVersion = this.#database.prepare("INSERT OR REPLACE INTO facts VALUES ('version', ?)")
  }

  /** The version to go on from. */
  startVersion(): number {
    const version = Number(this.fact('version') ?? 0)
    return version === 0 ? 1 : version + restartGap
  }

  /** Everything that is stored, by kind, namespace and name. */
  *rows(): Iterable<JournalRow> {
    const all = this.#database.prepare(
      'SELECT kind, namespace, name, version, object, uid, linked FROM objects',
    )
    all.setReturnArrays(true)
    for (const row of all.iterate()) yield readRow(row as unknown as RowValues)
  }

  /** Files of before have no columns for what is looked at of every object. */
  #addColumns(): void {
    const columns = this.#database.prepare('PRAGMA table_info(objects)').all()
    if (columns.some(column => column['name'] === 'uid')) return
    this.#database.exec(
      'ALTER TABLE objects ADD COLUMN uid TEXT; ALTER TABLE objects ADD COLUMN linked INTEGER',
    )
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
    if (now) {
      const linked = now.isLinked ? 1 : 0
      this.#put.run(storageKey, now.namespace, now.name, now.version, now.text, now.uid, linked)
    } else if (before) this.#delete.run(storageKey, before.namespace, before.name)
  }
}

type RowValues = readonly [
  kind: string,
  namespace: string,
  name: string,
  version: number,
  text: string,
  uid: string | null,
  linked: number | null,
]

function readRow([storageKey, namespace, name, version, text, uid, linked]: RowValues): JournalRow {
  if (uid !== null) return { storageKey, namespace, name, version, text, uid, isLinked: linked === 1 }
  // A row of before tells nothing but its object.
  const identity = { namespace, name, version }
  const stored = Stored.fromText(
    identity,
    { text, uid: undefined, isLinked: undefined },
    new Recent(text.length),
  )
  return { storageKey, ...identity, text, uid: stored.uid, isLinked: stored.isLinked }
}
