import type { JsonObject } from '@sluice/base/json'
import type { Context } from '../../context.ts'

/** Makes a deploy key for a repository over SSH. Not there yet: it says what to do instead. */
export async function prepareSshKey(name: string, url: URL, _context: Context): Promise<JsonObject> {
  throw new Error(
    `creating SSH keys for '${url.host}' is not supported yet: create the Secret '${name}' with identity and known_hosts, and name it with --secret-ref`,
  )
}
