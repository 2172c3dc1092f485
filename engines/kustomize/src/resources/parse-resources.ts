import type { JsonValue } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import { copyValues, isMap, type Json, type JsonMap, member, scalarText } from './json.ts'
import { BuildResource } from './resource.ts'
import { noteSpelling } from './spelling.ts'

/**
 * The resources of a YAML or JSON text: its documents, with the items of lists in the place of the lists.
 * @throws KustomizeError for what is no Kubernetes manifest; YamlError for what is no YAML
 */
export function parseResources(text: string): BuildResource[] {
  const options = { dialect: 'v3', stringKeys: true, onSpelling: noteSpelling } as const
  const queue = splitDocuments(text).map(document => owned(parseYaml(document, options)[0] ?? null))
  const objects: JsonMap[] = []
  // kustomize: the items of a list come after all documents of the file.
  for (let i = 0; i < queue.length; i++) {
    const value = queue[i]
    if (value === undefined || value === null) continue
    const object = checked(value)
    if (!object) continue
    const items = listItems(object)
    // kustomize: items go through JSON.
    if (items) queue.push(...items.map(copyValues))
    else objects.push(object)
  }
  return objects.map(object => new BuildResource(object))
}

const separator = /\n---(.*)\n/g

/**
 * kustomize: a text is cut at the separators before it is read, so lines are counted anew in each document, and
 * nothing but a comment may follow a separator. Line breaks of other systems become ordinary ones.
 */
function splitDocuments(text: string): string[] {
  const plain = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text
  const documents: string[] = []
  let start = 0
  for (const match of plain.matchAll(separator)) {
    const after = (match[1] ?? '').trim()
    if (after !== '' && !after.startsWith('#'))
      throw new KustomizeError(`invalid document separator: ${match[0].trim()}`)
    documents.push(plain.slice(start, match.index + 1))
    start = match.index + match[0].length
  }
  return [...documents, plain.slice(start)]
}

/** What was just parsed belongs to nobody else, so it may be changed in place. */
function owned(value: JsonValue): Json {
  return value as Json
}

/** As `parseResources`; broken YAML is told as of this file. */
export function parseResourceFile(text: string, path: string): BuildResource[] {
  try {
    return parseResources(text)
  } catch (error) {
    if (error instanceof YamlError) {
      throw new KustomizeError(`MalformedYAMLError: ${error.message} in File: ${path}`, { cause: error })
    }
    throw error
  }
}

function checked(value: Json): JsonMap | undefined {
  if (!isMap(value)) throw new KustomizeError('missing Resource metadata')
  if (Object.keys(value).length === 0) return undefined
  const kind = scalarText(member(value, 'kind'))
  const isForeign = !['apiVersion', 'kind', 'metadata'].some(field => Object.hasOwn(value, field))
  if (isForeign) throw new KustomizeError('missing Resource metadata')
  if (kind === '') throw new KustomizeError(`missing kind in object ${describe(value)}`)
  const metadata = member(value, 'metadata')
  const name = isMap(metadata) ? scalarText(member(metadata, 'name')) : ''
  if (name === '' && !kind.endsWith('List')) {
    throw new KustomizeError(`missing metadata.name in object ${describe(value)}`)
  }
  return value
}

function listItems(object: JsonMap): Json[] | undefined {
  const kind = scalarText(member(object, 'kind'))
  if (!kind.endsWith('List') || !Object.hasOwn(object, 'items')) return undefined
  const items = object['items']
  if (items === null || items === undefined) return []
  if (Array.isArray(items)) return items
  throw new KustomizeError(
    `expected array in ${kind}/items, but found ${isMap(items) ? 'a mapping' : 'a scalar'}`,
  )
}

function describe(value: JsonMap): string {
  const metadata = member(value, 'metadata')
  const name = isMap(metadata) ? scalarText(member(metadata, 'name')) : ''
  return `{${scalarText(member(value, 'apiVersion'))} ${scalarText(member(value, 'kind'))} ${name}}`
}
