/** What makes text a name of one kind or another, in Kubernetes' words. @module */

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label1123}(\\.${label1123})*`
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

/** What is wrong with text as a DNS label of RFC 1035: nothing, or one or two messages. */
export function dns1035Label(text: string): readonly string[] {
  return checked(text, 63, new RegExp(`^${label1035}$`), [
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character,",
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is",
    `'${label1035}')`,
  ])
}

/** What is wrong with text as a DNS label of RFC 1123. */
export function dns1123Label(text: string): readonly string[] {
  return checked(text, 63, new RegExp(`^${label1123}$`), [
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end",
    "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is",
    `'${label1123}')`,
  ])
}

/** What is wrong with text as a DNS subdomain of RFC 1123. */
export function dns1123Subdomain(text: string): readonly string[] {
  return checked(text, 253, new RegExp(`^${subdomain}$`), [
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start",
    "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is",
    `'${subdomain}')`,
  ])
}

/** What is wrong with text as the value of a label. */
export function labelValue(text: string): readonly string[] {
  return checked(text, 63, new RegExp(`^(${qualified})?$`), [
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start",
    "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for",
    `validation is '(${qualified})?')`,
  ])
}

const nameRule = [
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is",
  `'${qualified}')`,
].join(' ')

/** What is wrong with text as the key of a label: a name, perhaps after a DNS subdomain and a slash. */
export function qualifiedName(text: string): readonly string[] {
  const parts = text.split('/')
  if (parts.length > 2) {
    return [
      `a valid label key ${nameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const prefix = parts.length === 2 ? parts[0] : undefined
  const name = parts.at(-1) ?? ''
  const problems: string[] = []
  if (prefix === '') problems.push('prefix part must be non-empty')
  else if (prefix !== undefined) problems.push(...dns1123Subdomain(prefix).map(text => `prefix part ${text}`))
  if (name === '') problems.push('name part must be non-empty')
  else if (name.length > 63) problems.push('name part must be no more than 63 characters')
  if (!new RegExp(`^${qualified}$`).test(name)) problems.push(`name part ${nameRule}`)
  return problems
}

function checked(text: string, most: number, pattern: RegExp, rule: readonly string[]): readonly string[] {
  return [
    ...(text.length > most ? [`must be no more than ${most} characters`] : []),
    ...(pattern.test(text) ? [] : [rule.join(' ')]),
  ]
}

/** A name's beginning, to which something will be appended: a dash at its end is fine. */
export function maskTrailingDash(text: string): string {
  return text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text
}
