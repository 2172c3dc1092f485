import type { PostBuild } from '@sluice/api/kustomize'
import type { Resource } from '@sluice/base/flow'
import { isJsonObject } from '@sluice/base/json'
import { EnvsubstError, substitute } from '@sluice/envsubst'
import { formatYaml, parseYaml, YamlError } from '@sluice/yaml'
import { markerOf } from './markers.ts'
import type { Variables } from './variables.ts'

/** How variables are replaced. */
export interface PostBuildOptions {
  readonly strategy: PostBuild['substituteStrategy']
  readonly strict: boolean
}

const namePattern = /^[_a-zA-Z][_a-zA-Z0-9]*$/
const shownPattern = '^[_[:alpha:]][_[:alpha:][:digit:]]*$'

/** Whether variables are to be replaced in a resource at all. */
export function isSubstituted(resource: Resource): boolean {
  return markerOf(resource, 'substitute') !== 'disabled'
}

/** The resource with its variables replaced: its text is changed and read again, so values may change their type. */
export function substituteVariables(
  resource: Resource,
  variables: Variables,
  options: PostBuildOptions,
): Resource {
  if (variables.size === 0 && options.strategy !== 'Always') return resource
  try {
    return readAgain(replaceIn(formatYaml(resource), variables, options.strict))
  } catch (error) {
    if (!(error instanceof EnvsubstError || error instanceof YamlError || error instanceof RangeError))
      throw error
    throw new Error(`envsubst error: ${error.message}`, { cause: error })
  }
}

function replaceIn(text: string, variables: Variables, strict: boolean): string {
  for (const name of variables.keys()) {
    if (!namePattern.test(name))
      throw new RangeError(`'${name}' var name is invalid, must match '${shownPattern}'`)
  }
  try {
    return substitute(text, name => variables.get(name), { strict })
  } catch (error) {
    if (error instanceof EnvsubstError)
      throw new EnvsubstError(`variable substitution failed: ${error.message}`)
    throw error
  }
}

function readAgain(text: string): Resource {
  const [value] = parseYaml(text)
  if (!isJsonObject(value)) throw new RangeError('YAMLToJSON: the resource is no longer a mapping')
  // Kind and name were there before; a variable in them leaves some text.
  return value as Resource
}
