import { UsageError } from '../../parser/parse-flags.ts'

/** The URL; undefined for a text without a scheme. @throws UsageError if it is broken */
export function parseUrl(text: string, what: string): URL | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined
  if (!URL.canParse(text)) throw new UsageError(`${what} parse failed: '${text}' is not a URL`)
  return new URL(text)
}
