import { definitionOf } from '../wire/index.ts'

interface KindName {
  readonly apiVersion: string
  readonly kind: string
}

/** Why an object of one kind is none of another: a known kind cannot be converted, an unknown one is not even read. */
export function kindMismatch(given: KindName, expected: KindName): string {
  const { apiVersion, kind } = given
  const isList = apiVersion === 'v1' && kind === 'List'
  if (!isList && definitionOf(apiVersion, kind) === undefined) {
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`
  }
  const group = expected.apiVersion.includes('/') ? expected.apiVersion.split('.')[0]?.split('/')[0] : 'core'
  const version = apiVersion.split('/').at(-1)
  return `converting (${version}.${kind}) to (${group}.${expected.kind}): unknown conversion`
}
