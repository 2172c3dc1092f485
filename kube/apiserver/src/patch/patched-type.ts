import type { JsonObject, JsonValue } from '@sluice/base/json'
import { kindMismatch } from '../decode/index.ts'
import type { ResourceType } from '../kinds/index.ts'
import { goKind } from './json-body.ts'

interface TypeRead {
  /** Why the object cannot be decoded. */
  readonly wrong?: string
  /** Without a version it is decoded as the internal type, whose fields have no names in JSON. */
  readonly isInternal: boolean
}

/** How Kubernetes' decoder takes the kind and the version that a patch left in an object; `text` is the object's. */
export function readType(
  value: JsonObject,
  { type, text }: { readonly type: ResourceType; readonly text: () => string },
): TypeRead {
  const odd = (['apiVersion', 'kind'] as const).find(key => typeof (value[key] ?? '') !== 'string')
  if (odd !== undefined) {
    const given = goKind(value[odd] ?? null)
    const problem = `json: cannot unmarshal ${given} into Go struct field .${odd} of type string`
    return { wrong: `couldn't get version/kind; json parse error: ${problem}`, isInternal: false }
  }
  if (type.custom) {
    const isNamed = textOf(value['kind']) !== ''
    return isNamed
      ? { isInternal: false }
      : { wrong: `Object 'Kind' is missing in '${text()}'`, isInternal: false }
  }
  return typeOf(textOf(value['apiVersion']), textOf(value['kind']) || type.kind, type)
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function typeOf(apiVersion: string, kind: string, type: ResourceType): TypeRead {
  const parts = apiVersion.split('/')
  if (parts.length > 2) return { wrong: `unexpected GroupVersion string: ${apiVersion}`, isInternal: false }
  const [group = '', version = ''] = parts.length === 2 ? parts : ['', parts[0]]
  const isInternal = version === '' && (group === '' || group === type.group)
  if (isInternal && kind === type.kind) return { isInternal }
  if (isInternal) {
    const where = `the internal version of group ${JSON.stringify(type.group)} in scheme "pkg/api/legacyscheme/scheme.go:30"`
    return { wrong: `no kind ${JSON.stringify(kind)} is registered for ${where}`, isInternal }
  }
  const isSame = kind === type.kind && apiVersion === type.apiVersion
  return isSame ? { isInternal } : { wrong: kindMismatch({ apiVersion, kind }, type), isInternal }
}
