const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const serviceLabel = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const serviceLabelRule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

/** What Kubernetes has against an object's name. */
export function nameProblems(kind: string, name: string): readonly string[] {
  switch (kind.toLowerCase()) {
    case 'service':
      return problems(name, 63, serviceLabel, serviceLabelRule)
    case 'namespace':
      return problems(name, 63, label, labelRule)
    case 'certificatesigningrequest':
      return []
    case 'role':
    case 'clusterrole':
    case 'rolebinding':
    case 'clusterrolebinding':
      return segmentProblems(name)
    default:
      return problems(name, 253, subdomain, subdomainRule)
  }
}

/** Helm's text for a name that does not conform; undefined for one that does. */
export function nameProblem(kind: string, name: string): string | undefined {
  const found = nameProblems(kind, name)
  if (found.length === 0) return undefined
  const quoted = JSON.stringify(name)
  const each = found.map(problem => `metadata.name: Invalid value: ${quoted}: ${problem}`)
  const all = each.length === 1 ? each[0] : `[${each.join(', ')}]`
  return `object name does not conform to Kubernetes naming requirements: ${quoted}: ${all}`
}

function problems(name: string, max: number, pattern: RegExp, rule: string): string[] {
  const found = name.length > max ? [`must be no more than ${max} characters`] : []
  // Longer ones are not worth a pattern's time.
  return name.length <= 10_000 && pattern.test(name) ? found : [...found, rule]
}

function segmentProblems(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter(char => name.includes(char)).map(char => `may not contain '${char}'`)
}
