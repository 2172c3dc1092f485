/** Name rules of Kubernetes and their messages. @module */

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const labelPattern = new RegExp(`^${label}$`)
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`)

const labelMessage =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const subdomainMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const qualifiedNameMessage =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const labelValueMessage =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

/** Names of objects are counted in characters, keys and values of labels in bytes. */
const tooLong = (max: number, unit: string) => `must be no more than ${max} ${unit}`

/** A generated name gets a suffix: what would be the end may then be a dash. */
function masked(name: string, isGenerateName: boolean): string {
  return isGenerateName && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
}

export function subdomainErrors(name: string, isGenerateName = false): readonly string[] {
  return ruleErrors(masked(name, isGenerateName), 253, subdomainPattern, subdomainMessage)
}

export function labelErrors(name: string, isGenerateName = false): readonly string[] {
  return ruleErrors(masked(name, isGenerateName), 63, labelPattern, labelMessage)
}

/** A label or annotation key: an optional DNS subdomain, a slash, a name. */
export function qualifiedNameErrors(key: string): readonly string[] {
  const parts = key.split('/')
  if (parts.length > 2) {
    return [
      `a valid label key ${qualifiedNameMessage.replace('name part ', '')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const name = parts.at(-1) ?? ''
  const errors: string[] = []
  if (parts.length === 2) {
    const prefix = parts[0] ?? ''
    if (prefix === '') errors.push('prefix part must be non-empty')
    else errors.push(...subdomainErrors(prefix).map(each => `prefix part ${each}`))
  }
  if (name === '') errors.push('name part must be non-empty')
  else if (name.length > 63) errors.push(`name part ${tooLong(63, 'bytes')}`)
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) errors.push(qualifiedNameMessage)
  return errors
}

export function labelValueErrors(value: string): readonly string[] {
  const pattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
  return [
    ...(value.length > 63 ? [tooLong(63, 'bytes')] : []),
    ...(pattern.test(value) ? [] : [labelValueMessage]),
  ]
}

function ruleErrors(text: string, max: number, pattern: RegExp, message: string): readonly string[] {
  return [
    ...(text.length > max ? [tooLong(max, 'characters')] : []),
    ...(pattern.test(text) ? [] : [message]),
  ]
}
