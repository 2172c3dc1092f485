const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'

/** What is wrong with text as a DNS label of RFC 1035: nothing, or one or two messages. */
export function dns1035Label(text: string): readonly string[] {
  const problems: string[] = []
  if (text.length > 63) problems.push('must be no more than 63 characters')
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text)) {
    problems.push(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '" +
        `${label1035}')`,
    )
  }
  return problems
}

/** What is wrong with text as a DNS subdomain of RFC 1123. */
export function dns1123Subdomain(text: string): readonly string[] {
  const problems: string[] = []
  if (text.length > 253) problems.push('must be no more than 253 characters')
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text)) {
    problems.push(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    )
  }
  return problems
}
