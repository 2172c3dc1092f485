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
  const queue = parseYaml(text, { dialect: 'v3', stringKeys: true, onSpelling: noteSpelling }).map(owned)
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
  if (!isMap(value)) {
    throw new KustomizeError(
      `wrong Node Kind for  expected: MappingNode was ${kindOf(value)}: value: {${String(value)}}`,
    )
  }
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

function kindOf(value: Json): string {
  return Array.isArray(value) ? 'SequenceNode' : 'ScalarNode'
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
