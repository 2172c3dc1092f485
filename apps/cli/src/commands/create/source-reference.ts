import type { JsonObject } from '@sluice/base/json'
import { FlagValueError } from '../../parser/flags.ts'

/** A source as a flag names it. */
export interface SourceFlag {
  readonly kind: string
  readonly name: string
  readonly namespace: string
}

/** No source. */
export const noSource: SourceFlag = { kind: '', name: '', namespace: '' }

/** Reads `[Kind/]name[.namespace]`, a Git repository unless told. */
export function parseKustomizationSource(text: string): SourceFlag {
  const kinds = ['OCIRepository', 'GitRepository', 'Bucket']
  const parts = text.split('/')
  if (parts.length !== 2) return { kind: 'GitRepository', ...splitNamespace(text) }
  const [kind = '', rest = ''] = parts
  const known = kinds.find(candidate => candidate.toLowerCase() === kind.toLowerCase())
  if (known === undefined)
    throw new FlagValueError(`source kind '${kind}' is not supported, must be one of: ${kinds.join(', ')}`)
  const found = { kind: known, ...splitNamespace(rest) }
  if (found.name === '') throw new FlagValueError(`no name given for source of kind '${known}'`)
  return found
}

/** Reads `Kind/name[.namespace]` of a source of charts. */
export function parseChartSource(text: string): SourceFlag {
  const kinds = ['HelmRepository', 'GitRepository', 'Bucket']
  const parts = text.split('/')
  const [kind = '', rest = ''] = parts
  if (parts.length !== 2 || rest === '')
    throw new FlagValueError(`invalid helm chart source '${text}', must be in format <kind>/<name>`)
  const known = kinds.find(candidate => candidate.toLowerCase() === kind.toLowerCase())
  if (known === undefined)
    throw new FlagValueError(`source kind '${kind}' is not supported, must be one of: ${kinds.join(', ')}`)
  return { kind: known, ...splitNamespace(rest) }
}

/** `spec.sourceRef`. */
export function sourceRef({ kind, name, namespace }: SourceFlag): JsonObject {
  return { ...(kind ? { kind } : {}), name, ...(namespace ? { namespace } : {}) }
}

/** The namespace is what follows the last dot. */
export function splitNamespace(text: string): { readonly name: string; readonly namespace: string } {
  const at = text.lastIndexOf('.')
  return at < 0 ? { name: text, namespace: '' } : { name: text.slice(0, at), namespace: text.slice(at + 1) }
}
