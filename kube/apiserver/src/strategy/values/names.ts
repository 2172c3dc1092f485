/**
 * The name formats of Kubernetes. Each check gives the list of what is wrong with a text; an empty list is good.
 * @module
 */

/** A check of one text: what is wrong with it. */
export type TextCheck = (text: string) => readonly string[]

/** Checks the name of an object, or what it is to be generated from. */
export type NameCheck = (name: string, isGenerateName: boolean) => readonly string[]

/** A generated name gets a suffix: what would be its end may then be a dash. */
export function nameCheck(check: TextCheck): NameCheck {
  return (name, isGenerateName) =>
    check(isGenerateName && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name)
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const configKey = '[-._a-zA-Z0-9]+'

const labelMessage = withRegex(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  label,
  'my-name',
  '123-abc',
)
const label1035Message = withRegex(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  label1035,
  'my-name',
  'abc-123',
)
const subdomainMessage = withRegex(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  subdomain,
  'example.com',
)
const wildcardMessage = withRegex(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${subdomain}`,
  '*.example.com',
)
const qualifiedMessage = withRegex(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  qualified,
  'MyName',
  'my.name',
  '123-abc',
)
const labelValueMessage = withRegex(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${qualified})?`,
  'MyValue',
  'my_value',
  '12345',
)
const configKeyMessage = withRegex(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  configKey,
  'key.name',
  'KEY_NAME',
  'key-name',
)

function withRegex(message: string, pattern: string, ...examples: readonly string[]): string {
  const quoted = examples.map(example => `'${example}', `).join(' or ')
  return `${message} (e.g. ${quoted}regex used for validation is '${pattern}')`
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`)
}

function tooLong(max: number): string {
  return `must be no more than ${max} characters`
}

function formatCheck(pattern: string, message: string, max: number): TextCheck {
  const format = whole(pattern)
  return text => [...(text.length > max ? [tooLong(max)] : []), ...(format.test(text) ? [] : [message])]
}

const isSubdomain = whole(subdomain)

/** RFC 1123 label: container names, namespaces. What would be a name of several labels has too many dots. */
export const dnsLabelErrors: TextCheck = text =>
  formatCheck(label, isSubdomain.test(text) ? 'must not contain dots' : labelMessage, 63)(text)

/** RFC 1035 label: names that must start with a letter. */
export const dnsLabel1035Errors = formatCheck(label1035, label1035Message, 63)
/** RFC 1123 subdomain: the names of most objects. */
export const dnsSubdomainErrors = formatCheck(subdomain, subdomainMessage, 253)
/** A wildcard host such as `*.example.com`. */
export const wildcardSubdomainErrors = formatCheck(`\\*\\.${subdomain}`, wildcardMessage, 253)
/** The value of a label. */
export const labelValueErrors: TextCheck = text =>
  inBytes(formatCheck(`(${qualified})?`, labelValueMessage, 63)(text))

/** A name with an optional DNS prefix: label and annotation keys, resource names. */
export const qualifiedNameErrors: TextCheck = text => {
  const parts = text.split('/')
  const [first = '', second] = parts
  if (parts.length > 2) {
    return [
      `a valid label key ${qualifiedMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const errors: string[] = []
  if (second !== undefined) {
    if (first === '') errors.push('prefix part must be non-empty')
    else errors.push(...dnsSubdomainErrors(first).map(error => `prefix part ${error}`))
  }
  return inBytes([...errors, ...namePartErrors(second ?? first)])
}

/** Keys and values of labels are counted in bytes. */
function inBytes(errors: readonly string[]): readonly string[] {
  return errors.map(error => error.replace(/^(.*must be no more than \d+) characters$/, '$1 bytes'))
}

function namePartErrors(name: string): readonly string[] {
  if (name === '') return ['name part must be non-empty', `name part ${qualifiedMessage}`]
  const errors: string[] = []
  if (name.length > 63) errors.push(`name part ${tooLong(63)}`)
  if (!whole(qualified).test(name)) errors.push(`name part ${qualifiedMessage}`)
  return errors
}

/** A key of a ConfigMap or Secret. */
export const configKeyErrors: TextCheck = key => {
  const errors: string[] = []
  if (key.length > 253) errors.push('must be no more than 253 characters')
  if (!whole(configKey).test(key)) errors.push(configKeyMessage)
  if (key === '.') errors.push("must not be '.'")
  else if (key === '..') errors.push("must not be '..'")
  else if (key.startsWith('..')) errors.push("must not start with '..'")
  return errors
}

/** A name that is one segment of a URL path: the names of RBAC objects. */
export const pathSegmentErrors: TextCheck = name => {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter(part => name.includes(part)).map(part => `may not contain '${part}'`)
}

/** An environment variable's name. */
export const environmentNameErrors: TextCheck = name =>
  /^[ -<>-~]+$/.test(name)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]

/** The name of a container's port (IANA_SVC_NAME). */
export const portNameErrors: TextCheck = name => {
  const errors: string[] = []
  if (name.length > 15) errors.push('must be no more than 15 characters')
  if (!/^[-a-z0-9]+$/.test(name))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)')
  if (name.includes('--')) errors.push('must not contain consecutive hyphens')
  if (name !== '' && (name.startsWith('-') || name.endsWith('-'))) {
    errors.push('must not begin or end with a hyphen')
  }
  return errors
}

/** A port number. */
export function portErrors(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive']
}

/** Whether two or more dots separate non-empty DNS labels, as webhook names must. */
export const fullyQualifiedErrors: TextCheck = name => {
  const errors = dnsSubdomainErrors(name)
  if (errors.length > 0) return errors
  return name.split('.').length < 3
    ? ['should be a domain with at least three segments separated by dots']
    : []
}
