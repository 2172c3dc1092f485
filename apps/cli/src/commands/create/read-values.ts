import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'

/** Values of several files, maps merged, later files winning. @throws Error naming the file that cannot be used */
export function readValues(files: readonly string[], cwd: string): JsonObject {
  return files.map(file => valuesOf(file, cwd)).reduce(merge, {})
}

function valuesOf(file: string, cwd: string): JsonObject {
  const [value = null] = documentsOf(file, readText(file, cwd))
  if (value === null) return {}
  if (isJsonObject(value)) return value
  // Users know the sentence from Go's JSON reader.
  throw new Error(
    `unmarshaling values from ${file} failed: json: cannot unmarshal ${typeName(value)} into Go value of type map[string]interface {}`,
  )
}

function readText(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new Error(`reading values from ${file} failed: ${openProblem(error, file)}`, { cause: error })
  }
}

function documentsOf(file: string, text: string): readonly JsonValue[] {
  try {
    return parseYaml(text)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new Error(`converting values to JSON from ${file} failed: ${error.message}`, { cause: error })
  }
}

/** What Go says of a file that cannot be opened. */
export function openProblem(error: unknown, file: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return `open ${file}: no such file or directory`
  if (code === 'EACCES') return `open ${file}: permission denied`
  if (code === 'EISDIR') return `read ${file}: is a directory`
  return error instanceof Error ? error.message : String(error)
}

function merge(below: JsonObject, above: JsonObject): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const old = result[key]
    result[key] = isJsonObject(old) && isJsonObject(value) ? merge(old, value) : value
  }
  return result
}

function typeName(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' ? 'number' : typeof value
}
