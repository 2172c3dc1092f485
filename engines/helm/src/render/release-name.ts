import { RenderError } from './render-error.ts'

const validName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const maxLength = 53

/**
 * Checks the name of a release.
 * @throws RenderError in Helm's words
 */
export function checkReleaseName(name: string): void {
  if (name.length > 0 && name.length <= maxLength && validName.test(name)) return
  const problem =
    name === ''
      ? 'no name provided'
      : `invalid release name, must match regex ${validName.source} and the length must not be longer than ${maxLength}`
  throw new RenderError(`release name check failed: release name ${JSON.stringify(name)}: ${problem}`)
}
