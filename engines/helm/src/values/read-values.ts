import type { JsonValue } from '@sluice/base/json'
import type { GoMap } from '@sluice/gotemplate'
import { ChartError } from '../chart/chart-error.ts'
import { readYaml } from '../chart/read-yaml.ts'
import { mergeMaps } from './merge-maps.ts'

/**
 * Reads a values file; the maps of several documents are merged, later ones winning.
 * @throws ChartError in Helm's words, to stand behind `cannot load values.yaml: ` or `failed to parse FILE: `
 */
export function readValues(text: string): GoMap {
  let values: GoMap = {}
  for (const document of splitDocuments(text)) {
    values = mergeMaps(values, readDocument(document))
  }
  return values
}

/** Reads a values file that counts as one document, the first. @throws ChartError in the words of `sigs.k8s.io/yaml` */
export function readValuesDocument(text: string): GoMap {
  return asMap(readYaml(text))
}

function readDocument(text: string): GoMap {
  try {
    return readValuesDocument(text)
  } catch (error) {
    if (error instanceof ChartError) {
      throw new ChartError(`cannot unmarshal yaml document: ${error.message}`, { cause: error })
    }
    throw error
  }
}

/**
 * The documents of a text, cut at lines that begin with `---`. As in Kubernetes' reader a mark before anything else
 * belongs to the document, and a mark with something behind it that is no comment is an error.
 */
export function splitDocuments(text: string): string[] {
  if (text === '') return []
  const lines = text.endsWith('\n') ? text : `${text}\n`
  if (!/^---/m.test(lines)) return [lines]
  const documents: string[] = []
  let current = ''
  for (const line of lines.split(/(?<=\n)/)) {
    if (line.startsWith('---')) {
      const rest = line.slice(3).trim()
      if (rest !== '' && !rest.startsWith('#')) {
        throw new ChartError(`error reading yaml document: invalid Yaml document separator: ${rest}`)
      }
      if (current !== '') {
        documents.push(current)
        current = ''
        continue
      }
    }
    current += line
  }
  return current === '' ? documents : [...documents, current]
}

function asMap(document: JsonValue): GoMap {
  if (document === null) return {}
  if (typeof document === 'object' && !Array.isArray(document)) return document as GoMap
  throw new ChartError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(document)} into Go value of type map[string]interface {}`,
  )
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'number'
}
