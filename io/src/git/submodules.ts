import type { Checkout, CheckoutEntry, Gitlink, Listing } from './checkout.ts'
import { GitError } from './errors.ts'
import { parseGitmodules, resolveSubmoduleUrl } from './gitmodules.ts'
import type { Remote } from './remote.ts'

interface Context {
  readonly parent: Remote
  readonly commit: string
  fetch(remote: Remote, link: Gitlink): Promise<Checkout>
  close(): void
}

/** A commit's files and those of its submodules, each in its folder. */
export async function addSubmodules(
  listing: Listing,
  context: Context,
): Promise<Pick<Checkout, 'entries' | 'close'>> {
  const file = listing.entries.find(entry => entry.path === '.gitmodules')
  const configured = file ? parseGitmodules(new TextDecoder().decode(await file.read())) : []
  const inside = new Map<string, readonly CheckoutEntry[]>()
  const open: Checkout[] = []
  const close = () => {
    for (const checkout of open) checkout.close()
    context.close()
  }
  try {
    for (const link of listing.submodules) {
      const config = configured.find(each => each.path === link.path)
      if (!config) continue
      const checkout = await context.fetch(remoteOf(config.url, link, context.parent), link)
      open.push(checkout)
      inside.set(
        link.path,
        checkout.entries.map(entry => ({ ...entry, path: `${link.path}/${entry.path}` })),
      )
    }
  } catch (error) {
    for (const checkout of open) checkout.close()
    throw error
  }
  const entries = listing.entries.flatMap(entry => [entry, ...(inside.get(entry.path) ?? [])])
  return { entries, close }
}

/** The parent's credentials are for its host: a commit cannot have them sent to another. */
function remoteOf(url: string, link: Gitlink, parent: Remote): Remote {
  const resolved = resolveSubmoduleUrl(parent.url, url)
  if (!resolved) throw new GitError(`submodule '${link.path}' has an address that is not supported: '${url}'`)
  const [from, to] = [new URL(parent.url), new URL(resolved)]
  if (from.protocol === to.protocol && from.host === to.host) return { ...parent, url: resolved }
  return { url: resolved, ...(parent.proxy ? { proxy: parent.proxy } : {}) }
}
