import { UsageError } from '../../parser/parse-flags.ts'

const namePart = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const prefixPart = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** Labels out of `key=value` texts. @throws UsageError if one is none */
export function parseLabels(texts: readonly string[]): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  for (const text of texts) {
    const [key, value, ...more] = text.split('=')
    if (key === undefined || value === undefined || more.length > 0)
      throw new UsageError(`invalid label format '${text}', must be key=value`)
    if (!isQualifiedName(key)) throw new UsageError(`invalid label '${key}'`)
    if (value !== '' && !namePart.test(value)) throw new UsageError(`invalid label value '${value}'`)
    labels[key] = value
  }
  return labels
}

function isQualifiedName(key: string): boolean {
  const parts = key.split('/')
  const name = parts.pop() ?? ''
  return namePart.test(name) && parts.length <= 1 && parts.every(prefix => prefixPart.test(prefix))
}
