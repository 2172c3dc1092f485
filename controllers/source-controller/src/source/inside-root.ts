/** A path within a root: one that would lead above the root starts at the root instead, as a chroot has it. */
export function insideRoot(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
