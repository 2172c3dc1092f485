/**
 * A short name for files: the Adler-32 of a line for each, `<Adler-32 of its content in hex>  <name>/<path>`, in decimal.
 */
export function contentsHash(name: string, files: ReadonlyMap<string, Uint8Array>): string {
  const lines = [...files]
    .map(([path, content]) => [`${name}/${path}`, content] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => `${adler32(content).toString(16)}  ${path}\n`)
  return String(adler32(new TextEncoder().encode(lines.join(''))))
}

/** RFC 1950, section 8.2. */
function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (const byte of bytes) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return b * 65536 + a
}
