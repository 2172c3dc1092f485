/**
 * The values of a release: those of ConfigMaps and Secrets in the order of `spec.valuesFrom`, then `spec.values`.
 * @module
 */
import { type HelmRelease, Reason, type ValuesReference } from '@sluice/api/helm'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type GoMap, type GoValue, Int } from '@sluice/gotemplate'
import {
  ChartError,
  mergeMaps,
  parseSet,
  readValues,
  setGrammar,
  setStringGrammar,
} from '@sluice/helm/render'
import { Failed } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { namespaceOf, specOf } from './spec.ts'

/** Where values are read from. */
export type ValuesDeps = Pick<Deps, 'readTexts'>

/**
 * Collects the values. A value at a `targetPath` is written into what was merged so far and into `spec.values` where
 * the two share a map, so that it outlives the last merge.
 * @throws Failed with the reference that cannot be resolved
 */
export async function collectValues(
  release: HelmRelease,
  deps: ValuesDeps,
  signal: AbortSignal,
): Promise<GoMap> {
  const { values, valuesFrom = [] } = specOf(release)
  const own = isJsonObject(values) ? asFloats(values) : {}
  const read = reader(release, deps, signal)
  let result: GoMap = {}
  for (const reference of valuesFrom) {
    const text = await read(reference)
    if (text === undefined) continue
    if (reference.targetPath) {
      result = mergeMaps(result, own)
      setAt(result, reference, text, release)
    } else {
      result = mergeMaps(
        result,
        resolving(reference, release, () => readValues(text), asGoSays),
      )
    }
  }
  return mergeMaps(result, own)
}

/** Values as JSON, integers that `--set` gave included. */
export function plainValues(values: GoMap): JsonObject {
  return plain(values) as JsonObject
}

function plain(value: GoValue): JsonValue {
  if (value instanceof Int) return Number(value.value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value as JsonValue
  return Object.fromEntries(Object.entries(value as GoMap).map(([key, member]) => [key, plain(member)]))
}

/** Go reads every number of JSON as a float64. A copy, as values are changed in place. */
function asFloats(values: JsonObject): GoMap {
  const float = (value: JsonValue | undefined): GoValue => {
    if (typeof value === 'bigint') return Number(value)
    if (Array.isArray(value)) return value.map(float)
    if (isJsonObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, float(member)]))
    return typeof value === 'object' ? null : (value ?? null)
  }
  return float(values) as GoMap
}

/** Reads the text of a reference, each object once; undefined where an optional one is missing. */
function reader(release: HelmRelease, deps: ValuesDeps, signal: AbortSignal) {
  const objects = new Map<string, Readonly<Record<string, string>> | undefined>()
  const namespace = namespaceOf(release)
  return async (reference: ValuesReference): Promise<string | undefined> => {
    const { kind, name, optional } = reference
    const id = `${kind}/${name}`
    if (!objects.has(id)) objects.set(id, await deps.readTexts(kind, { namespace, name }, signal))
    const object = objects.get(id)
    const key = keyOf(reference)
    if (object && Object.hasOwn(object, key)) return object[key]
    if (optional) return undefined
    const plural = kind === 'Secret' ? 'secrets' : 'configmaps'
    throw unresolved(reference, release, object ? 'key not found' : `${plural} "${name}" not found`)
  }
}

function setAt(target: GoMap, reference: ValuesReference, text: string, release: HelmRelease): void {
  const { targetPath, literal } = reference
  const isQuoted = /^'.*'$/s.test(text) || /^".*"$/s.test(text)
  resolving(reference, release, () => {
    if (literal) parseSet(`${targetPath}=${escaped(text)}`, target, setStringGrammar)
    else if (isQuoted) parseSet(`${targetPath}=${trimQuotes(text)}`, target, setStringGrammar)
    else parseSet(`${targetPath}=${text}`, target, setGrammar)
  })
}

function escaped(text: string): string {
  return text.replace(/[\\,[\]{}]/g, char => `\\${char}`)
}

function trimQuotes(text: string): string {
  return text.replace(/^['"]+|['"]+$/g, '')
}

function resolving<T>(
  reference: ValuesReference,
  release: HelmRelease,
  work: () => T,
  word: (message: string) => string = message => message,
): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw unresolved(reference, release, word(error.message))
  }
}

/** Values of an object are read as one document, and Go names its own type. */
function asGoSays(message: string): string {
  return message
    .replace(/^cannot unmarshal yaml document: /, '')
    .replace(/map\[string\]interface \{\}$/, 'common.Values')
}

function keyOf({ valuesKey }: ValuesReference): string {
  return valuesKey || 'values.yaml'
}

function unresolved(reference: ValuesReference, release: HelmRelease, why: string): Failed {
  const { kind, name, optional } = reference
  const what = `could not resolve${optional ? ' optional' : ''} ${kind} chart values reference`
  const where = `'${namespaceOf(release)}/${name}' with key '${keyOf(reference)}'`
  return new Failed(Reason.ValuesError, `${what} ${where}: ${why}`)
}
