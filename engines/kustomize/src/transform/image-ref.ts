/** The parts of an image reference; absent ones are empty. */
export interface ImageRef {
  readonly name: string
  readonly tag: string
  readonly digest: string
}

/** Splits a reference; a colon before the first slash is a port. */
export function parseImage(text: string): ImageRef {
  const slash = Math.max(text.indexOf('/'), 0)
  const rest = text.slice(slash)
  const at = rest.indexOf('@')
  const colon = rest.indexOf(':')
  if (at === -1 && colon === -1) return { name: text, tag: '', digest: '' }
  if (at >= 0 && (at < colon || colon === -1)) {
    return { name: text.slice(0, slash + at), tag: '', digest: text.slice(slash + at + 1) }
  }
  const name = text.slice(0, slash + colon)
  if (at === -1) return { name, tag: text.slice(slash + colon + 1), digest: '' }
  return { name, tag: text.slice(slash + colon + 1, slash + at), digest: text.slice(slash + at + 1) }
}

/** The reference as text. */
export function formatImage({ name, tag, digest }: ImageRef): string {
  return name + (tag && `:${tag}`) + (digest && `@${digest}`)
}
