/** The file of a journal, and what it looks like inside. @module */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Opens the file, or makes it. A row is one object as it was written at one version: by the version it is found, and
 * new ones come at the end. The text is last, so that what stands before it is read without it.
 */
export function openJournalFile(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(join(dataDir, 'objects.db'))
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS written (
      version INTEGER PRIMARY KEY, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
      linked INTEGER, labels TEXT, object TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `)
  takeOver(database)
  return database
}

/** Files of before had objects by their names, and took three times the room. */
function takeOver(database: DatabaseSync): void {
  if (!database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'objects'").get()) return
  database.exec(`
    BEGIN;
    INSERT INTO written (version, kind, namespace, name, object)
      SELECT version, kind, namespace, name, object FROM objects;
    DROP TABLE objects;
    COMMIT;
    VACUUM;
  `)
}
