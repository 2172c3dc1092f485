/**
 * Git URLs as kustomize reads them: `https://host/org/repo//dir?ref=main`, `git@host:org/repo.git/dir`,
 * `github.com/org/repo/dir`, `file:///srv/repo.git//dir`, `https://host/project/_git/repo/dir`.
 * @module
 */

/** A directory of a repository. */
export interface RepositoryUrl {
  /** As it was written. */
  readonly raw: string
  /** What Git clones. */
  readonly repository: string
  /** The directory inside; empty for the root. */
  readonly dir: string
  /** A branch, tag or commit; empty for the remote's default. */
  readonly ref: string
  readonly submodules: boolean
  /** In seconds. */
  readonly timeout: number
}

const defaultTimeout = 27

/** The parts of a Git URL; undefined for what is a path. */
export function parseRepositoryUrl(raw: string): RepositoryUrl | undefined {
  if (raw.startsWith('/')) return undefined
  const mark = raw.indexOf('?')
  const location = mark === -1 ? raw : raw.slice(0, mark)
  const host = splitHost(location)
  if (!host) return undefined
  const parts = splitRepository(host.rest, host.host.startsWith('file://'))
  if (!parts?.repository || leadsOut(parts.dir)) return undefined
  return {
    raw,
    repository: host.host + parts.repository,
    dir: parts.dir.replace(/^\//, ''),
    ...readQuery(mark === -1 ? '' : raw.slice(mark + 1)),
  }
}

function splitHost(text: string): { readonly host: string; readonly rest: string } | undefined {
  const url = text.replace(/^git::/i, '')
  const scheme = /^(?:ssh|https?|file):\/\//i.exec(url)?.[0].toLowerCase() ?? ''
  const afterScheme = url.slice(scheme.length)
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(afterScheme)?.[0] ?? ''
  const path = afterScheme.slice(user.length)
  if (scheme === 'file://') return { host: scheme, rest: user + path }
  const isGithub = /^github\.com[/:]/i.test(path)
  const isScp = scheme === '' && (user !== '' || isGithub)
  if (scheme === '' && !isScp) return undefined
  const at = separatorOf(path, isScp)
  const host = at === -1 ? path : path.slice(0, at + 1)
  const rest = at === -1 ? '' : path.slice(at + 1)
  if (isGithub) {
    const overSsh = scheme === 'ssh://' || user !== ''
    return { host: overSsh ? `${user}github.com:` : 'https://github.com/', rest }
  }
  return host === '' ? undefined : { host: scheme + user + host, rest }
}

function separatorOf(path: string, isScp: boolean): number {
  const slash = path.indexOf('/')
  if (!isScp) return slash
  const colon = path.indexOf(':')
  return slash === -1 || (colon > 0 && colon < slash) ? colon : slash
}

interface Split {
  readonly repository: string
  readonly dir: string
}

/** The repository ends at a mark (`_git/NAME`, `//`, `.git`), else after two segments; a file's is the whole path. */
function splitRepository(path: string, isFile: boolean): Split | undefined {
  const azure = path.indexOf('_git/')
  if (azure !== -1) {
    const start = azure + '_git/'.length
    const [name = '', ...dir] = path.slice(start).split('/')
    return { repository: path.slice(0, start) + name, dir: dir.join('/') }
  }
  const double = path.indexOf('//')
  if (double !== -1) return { repository: path.slice(0, double), dir: path.slice(double + 2) }
  const suffix = path.indexOf('.git')
  if (suffix !== -1) return { repository: path.slice(0, suffix + 4), dir: path.slice(suffix + 4) }
  if (isFile) return { repository: path, dir: '' }
  const segments = path.split('/')
  if (segments.length < 2) return undefined
  return { repository: segments.slice(0, 2).join('/'), dir: segments.slice(2).join('/') }
}

function leadsOut(dir: string): boolean {
  let depth = 0
  for (const part of dir.split('/')) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return true
  }
  return false
}

function readQuery(query: string): Pick<RepositoryUrl, 'ref' | 'submodules' | 'timeout'> {
  const values = new URLSearchParams(query)
  return {
    ref: values.get('ref') || values.get('version') || '',
    submodules: !/^(?:0|f|false)$/i.test(values.get('submodules') ?? ''),
    timeout: secondsOf(values.get('timeout') ?? ''),
  }
}

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 }

function secondsOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) || defaultTimeout
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return defaultTimeout
  let seconds = 0
  for (const [, count, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    seconds += Number(count) * (unitSeconds[unit] ?? 0)
  return seconds || defaultTimeout
}
