/** `.gitmodules`: which repositories lie where. @module */

/** One submodule as the file describes it. */
export interface SubmoduleConfig {
  readonly path: string
  readonly url: string
}

/** Reads the sections `[submodule "name"]`; what has no path or no url is left out. */
export function parseGitmodules(text: string): readonly SubmoduleConfig[] {
  const sections = new Map<string, { path?: string; url?: string }>()
  let current: { path?: string; url?: string } | undefined
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    const header = /^\[\s*submodule\s+"((?:[^"\\]|\\.)*)"\s*\]/.exec(line)
    if (header) {
      const name = header[1] ?? ''
      current = sections.get(name) ?? {}
      sections.set(name, current)
    } else if (line.startsWith('[')) current = undefined
    const pair = /^(path|url)\s*=\s*(.*)$/i.exec(line)
    if (current && pair) current[pair[1]?.toLowerCase() === 'path' ? 'path' : 'url'] = unquote(pair[2] ?? '')
  }
  return [...sections.values()].flatMap(({ path, url }) => (path && url ? [{ path, url }] : []))
}

function unquote(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)
  return quoted ? (quoted[1] ?? '').replace(/\\(.)/g, '$1') : text.replace(/\s+[#;].*$/, '')
}

/**
 * A submodule's address: absolute, or relative to its parent's (`../lib.git`). Only http, https and ssh lead anywhere.
 */
export function resolveSubmoduleUrl(parent: string, url: string): string | undefined {
  if (/^(https?|ssh):\/\//.test(url)) return url
  if (url.startsWith('./') || url.startsWith('../')) {
    const base = new URL(parent.endsWith('/') ? parent : `${parent}/`)
    return new URL(url, base).href
  }
  const scp = /^(?:([\w.-]+)@)?([\w.-]+):(?!:|\/\/)(.+)$/.exec(url)
  if (!scp) return undefined
  const [, user, host, path = ''] = scp
  return `ssh://${user ? `${user}@` : ''}${host}/${path.replace(/^\//, '')}`
}
