import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Files with this beginning were never finished. */
export const temporaryPrefix = '.tmp-'

/**
 * Writes a file that is there whole or not at all: to a temporary name in the same folder, synced, then renamed. After
 * a power failure the name may be missing, which is noticed and costs another fetch; a name with half a file is not
 * possible.
 */
export async function writeFileWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `${temporaryPrefix}${basename(path)}-${randomBytes(6).toString('hex')}`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    for await (const part of bytes) await file.write(part)
    await file.datasync()
    await file.close()
    await rename(temporary, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(temporary, { force: true })
    throw error
  }
}

/** Makes `path` a link to a file of the same folder, in place of what it was before. */
export async function linkWhole(path: string, target: string): Promise<void> {
  const temporary = join(
    dirname(path),
    `${temporaryPrefix}${basename(path)}-${randomBytes(6).toString('hex')}`,
  )
  await symlink(target, temporary)
  try {
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
