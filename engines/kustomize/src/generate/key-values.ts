/**
 * The data of generated ConfigMaps and Secrets: env files, then literals, then files.
 * @module
 */
import { KustomizeError, within } from '../errors.ts'
import type { GeneratorEntry } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'

/** The entries by key, which may be any text. @throws KustomizeError for a key given twice */
export function readKeyValues(entry: GeneratorEntry, loader: Loader): ReadonlyMap<string, Uint8Array> {
  const values = new Map<string, Uint8Array>()
  const pairs = within('loading KV pairs', () => [
    ...within(`env source files: [${(entry.envs ?? []).join(' ')}]`, () =>
      (entry.envs ?? []).flatMap(path => readEnvFile(path, loader)),
    ),
    ...within(`literal sources [${(entry.literals ?? []).join(' ')}]`, () =>
      (entry.literals ?? []).map(readLiteral),
    ),
    ...within(`file sources: [${(entry.files ?? []).join(' ')}]`, () =>
      (entry.files ?? []).map(source => readFile(source, loader)),
    ),
  ])
  for (const [key, value] of pairs) {
    if (values.has(key))
      throw new KustomizeError(`configmap ${entry.name ?? ''} illegally repeats the key \`${key}\``)
    values.set(key, value)
  }
  return values
}

function readFile(source: string, loader: Loader): [string, Uint8Array] {
  const parts = source.split('=')
  const [first = '', second = ''] = parts
  if (parts.length > 2) throw new KustomizeError(`source "${source}" key name or file path contains '='`)
  if (parts.length === 1) return [source.slice(source.lastIndexOf('/') + 1), loader.readBytes(source)]
  if (first === '')
    throw new KustomizeError(`missing key name for file path "${second}" in source "${source}"`)
  if (second === '')
    throw new KustomizeError(`missing file path for key name "${first}" in source "${source}"`)
  return [first, loader.readBytes(second)]
}

function readLiteral(source: string): [string, Uint8Array] {
  const equals = source.indexOf('=')
  if (equals < 1) throw new KustomizeError(`invalid literal source ${source}, expected key=value`)
  return [source.slice(0, equals), encode(unquote(source.slice(equals + 1)))]
}

function unquote(text: string): string {
  const isQuoted = text.length >= 2 && text[0] === text.at(-1) && /^["']/.test(text)
  return isQuoted ? text.slice(1, -1) : text
}

function readEnvFile(path: string, loader: Loader): [string, Uint8Array][] {
  const lines = decode(loader.readBytes(path), path).split(/\r?\n/)
  return lines.flatMap(raw => {
    const line = raw.trimStart()
    if (line === '' || line.startsWith('#')) return []
    const equals = line.indexOf('=')
    const key = equals === -1 ? line : line.slice(0, equals)
    if (key === '') return []
    return [[key, encode(equals === -1 ? '' : line.slice(equals + 1))] as [string, Uint8Array]]
  })
}

/** The text, without a byte order mark. */
function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError)
      throw new KustomizeError(`'${path}' has invalid utf8 bytes`, { cause: error })
    throw error
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
