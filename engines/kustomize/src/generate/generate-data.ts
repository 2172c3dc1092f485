/**
 * The `configMapGenerator` and `secretGenerator` fields of a kustomization.
 *
 * Run after the resources are loaded, so that `behavior: merge` finds what it merges into.
 * @module
 */
import { KustomizeError } from '../errors.ts'
import type { GeneratorEntry, GeneratorOptions } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { type JsonMap, setMember } from '../resources/json.ts'
import { type Behavior, BuildResource } from '../resources/resource.ts'
import { requireTextKey } from '../resources/text-key.ts'
import { readKeyValues } from './key-values.ts'

/** What a generator makes. */
export type GeneratedKind = 'ConfigMap' | 'Secret'

/** The resource of one entry; `defaults` are the kustomization's `generatorOptions`. @throws KustomizeError */
export function generateData(
  kind: GeneratedKind,
  entry: GeneratorEntry,
  loader: Loader,
  defaults: GeneratorOptions = {},
): BuildResource {
  const options = mergeOptions(entry.options ?? {}, defaults)
  if (!entry.name) throw new KustomizeError('a configmap must have a name')
  const resource = new BuildResource({
    apiVersion: 'v1',
    kind,
    metadata: { name: entry.name, ...(entry.namespace ? { namespace: entry.namespace } : {}) },
  })
  if (kind === 'Secret') resource.object['type'] = entry.type || 'Opaque'
  const values = readKeyValues(entry, loader)
  for (const texts of [options.labels ?? {}, options.annotations ?? {}])
    for (const key of Object.keys(texts)) requireTextKey(key, `the options of ${kind} ${entry.name}`)
  for (const key of values.keys()) requireTextKey(key, `the data of ${kind} ${entry.name}`)
  if (kind === 'Secret') setSecretData(resource.object, values)
  else setConfigData(resource.object, values)
  for (const [key, value] of sorted(options.labels)) resource.setText('labels', key, value)
  for (const [key, value] of sorted(options.annotations)) resource.setText('annotations', key, value)
  if (options.immutable) resource.object['immutable'] = true
  resource.needsHash = !options.disableNameSuffixHash
  resource.behavior = behaviorOf(entry.behavior)
  return resource
}

/** Adds a generated resource, or merges it into the one it is to change. @throws KustomizeError */
export function mergeGenerated(old: BuildResource, made: BuildResource): BuildResource {
  const merged = new BuildResource(made.object)
  const annotations = { ...old.texts('annotations'), ...made.texts('annotations') }
  const labels = { ...old.texts('labels'), ...made.texts('labels') }
  if (made.behavior === 'merge') {
    for (const field of ['data', 'binaryData']) {
      const data = { ...asMap(old.object[field]), ...asMap(made.object[field]) }
      if (Object.keys(data).length > 0) merged.object[field] = data
    }
    merged.origin = old.origin
  }
  if (Object.keys(labels).length > 0) merged.metadata['labels'] = labels
  if (Object.keys(annotations).length > 0) merged.metadata['annotations'] = annotations
  merged.name = old.name
  merged.namespace = old.namespace
  // kustomize: the hash stays only if the generator that merges wants it too.
  merged.needsHash = old.needsHash && made.needsHash
  merged.behavior = old.behavior
  merged.previousIds = old.previousIds
  merged.prefixes = old.prefixes
  merged.suffixes = old.suffixes
  merged.variables = old.variables
  merged.transformations = old.transformations
  merged.origin ??= made.origin
  return merged
}

function asMap(value: unknown): JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : {}
}

function behaviorOf(text: string | undefined): Behavior {
  return text === 'create' || text === 'merge' || text === 'replace' ? text : 'unspecified'
}

function mergeOptions(own: GeneratorOptions, defaults: GeneratorOptions): GeneratorOptions {
  return {
    labels: { ...defaults.labels, ...own.labels },
    annotations: { ...defaults.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash || defaults.disableNameSuffixHash || false,
    immutable: own.immutable || defaults.immutable || false,
  }
}

function sorted(texts: Readonly<Record<string, string>> = {}): [string, string][] {
  return Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))
}

function setConfigData(object: JsonMap, values: ReadonlyMap<string, Uint8Array>): void {
  for (const key of [...values.keys()].sort()) {
    const bytes = values.get(key) ?? new Uint8Array()
    const text = decodeUtf8(bytes)
    const field = text === undefined ? 'binaryData' : 'data'
    object[field] = { ...asMap(object[field]), [key]: text ?? wrapBase64(bytes) }
  }
}

/** Secrets hold base64, broken into lines of 70 as kustomize does. */
function setSecretData(object: JsonMap, values: ReadonlyMap<string, Uint8Array>): void {
  const data: JsonMap = {}
  for (const key of [...values.keys()].sort())
    setMember(data, key, wrapBase64(values.get(key) ?? new Uint8Array()))
  object['data'] = data
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** kustomize breaks base64 into lines of 70 characters, from 70 on with a line break at the end. */
function wrapBase64(bytes: Uint8Array): string {
  const text = base64(bytes)
  const width = 70
  if (text.length < width) return text
  const lines: string[] = []
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width))
  return `${lines.join('\n')}\n`
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
