/**
 * Files with secrets for a program that takes paths only. On Linux they have no name from the start, so that nothing is
 * left of them when this process ends, however it ends. Elsewhere they are in a folder that names this process, and
 * the next process that needs such files removes the folders of those that have ended.
 * @module
 */
import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file to be read (or run) by this process and its children. */
export interface HiddenFile {
  readonly text: string
  readonly isProgram?: boolean
}

/** Files that exist until they are closed. */
export interface HiddenFiles<Name extends string> {
  /** Where each can be opened. */
  readonly paths: Readonly<Record<Name, string>>
  close(): Promise<void>
}

/** Whether an open file can be reached by its number in this process. */
const hasProc = process.platform === 'linux'
const prefix = 'sluice-ssh-'

/** Writes files that only this user can read. */
export async function hiddenFiles<Name extends string>(
  files: Readonly<Record<Name, HiddenFile>>,
): Promise<HiddenFiles<Name>> {
  if (!hasProc) await removeLeftovers(tmpdir())
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  const closers = [() => rm(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const end of closers.splice(0)) await end()
  }
  try {
    const paths: Record<string, string> = {}
    for (const [name, { text, isProgram }] of Object.entries<HiddenFile>(files)) {
      const path = join(folder, name)
      await writeFile(path, text, { mode: isProgram ? 0o700 : 0o600 })
      paths[name] = path
      if (!hasProc) continue
      // Opened for reading only: what is open for writing cannot be run.
      const handle = await open(path, 'r')
      closers.push(() => handle.close())
      paths[name] = `/proc/${process.pid}/fd/${handle.fd}`
      await rm(path)
    }
    if (hasProc) await rm(folder, { recursive: true, force: true })
    return { paths: paths as Record<Name, string>, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Removes the folders of processes that are no more. */
export async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
