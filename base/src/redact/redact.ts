const mask = '*****'

/** Masks credentials in URLs and every given secret (4 characters or longer) wherever it occurs in `text`. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let result = text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*(?::[^\s/@]*)?@/gi, `$1${mask}@`)
  for (const secret of secrets) {
    if (secret.length >= 4) result = result.replaceAll(secret, mask)
  }
  return result
}
