/** Go's `path.Clean`: the shortest equal path, without `.`, doubled slashes and, where possible, `..`. */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!isRooted) parts.push('..')
  }
  const body = parts.join('/')
  return isRooted ? `/${body}` : body || '.'
}

/** Go's `path.Base`: the last part of a path, `.` for an empty one. */
export function baseName(path: string): string {
  if (path === '') return '.'
  const end = lengthWithoutSlashes(path)
  return end === 0 ? '/' : path.slice(path.lastIndexOf('/', end - 1) + 1, end)
}

/** Go's `path.Dir`: all but the last part, cleaned. */
export function directoryName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1))
}

/** Go's `path.Ext`: from the last dot of the last part on. */
export function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot)
}

function lengthWithoutSlashes(path: string): number {
  let end = path.length
  while (end > 0 && path[end - 1] === '/') end--
  return end
}
