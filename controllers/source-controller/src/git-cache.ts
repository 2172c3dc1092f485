import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf } from '@sluice/base/digest'

/** Names an object that owns a cache. */
export interface CacheOwner {
  readonly namespace: string
  readonly name: string
}

/** The folder for an object's remote. What was cached for other remotes of the object is dropped. */
export async function cacheFolder(root: string, owner: CacheOwner, url: string): Promise<string> {
  const home = ownerFolder(root, owner)
  const name = digestOf(url).slice('sha256:'.length, 'sha256:'.length + 32)
  const others = await readdir(home).catch(() => [])
  const stale = others.filter(other => other !== name)
  await Promise.all(stale.map(other => rm(join(home, other), { recursive: true, force: true })))
  return join(home, name)
}

/** Drops everything that was cached for an object. */
export async function dropCacheFolder(root: string, owner: CacheOwner): Promise<void> {
  await rm(ownerFolder(root, owner), { recursive: true, force: true })
}

/** Everything of an object. Names come from the API server, which lets none of them hold a slash or be `..`. */
export function ownerFolder(root: string, { namespace, name }: CacheOwner): string {
  for (const part of [namespace, name]) {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(part)) throw new RangeError(`'${part}' is no object's name`)
  }
  return join(root, namespace, name)
}
