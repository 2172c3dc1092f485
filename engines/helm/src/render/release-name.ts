const validName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const maxLength = 53

/** What Helm has against a name for a release; undefined if nothing. */
export function releaseNameProblem(name: string): string | undefined {
  if (name.length > 0 && name.length <= maxLength && validName.test(name)) return undefined
  const problem =
    name === ''
      ? 'no name provided'
      : `invalid release name, must match regex ${validName.source} and the length must not be longer than ${maxLength}`
  return `release name ${JSON.stringify(name)}: ${problem}`
}
