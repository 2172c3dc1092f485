import { type FunctionMap, GoFunction, type GoList, type GoMap, type GoValue } from '@sluice/gotemplate'
import { MarshalError } from '../json/json-value-of.ts'
import { isMap, typeMismatch } from '../json/type-mismatch.ts'
import { FormatError, formatGoYaml } from './format-go-yaml.ts'
import { formatPrettyYaml } from './format-pretty-yaml.ts'
import { parseGoYaml } from './parse-go-yaml.ts'

/** Helm's functions for YAML: what cannot be written is empty, what cannot be read becomes a value with the error. */
export const yamlFunctions: FunctionMap = {
  toYaml: new GoFunction(['any'], toYaml),
  mustToYaml: new GoFunction(['any'], mustToYaml),
  toYamlPretty: new GoFunction(['any'], formatPrettyYaml),
  fromYaml: new GoFunction(['string'], fromYaml),
  fromYamlArray: new GoFunction(['string'], fromYamlArray),
}

function toYaml(value: GoValue): string {
  try {
    return formatGoYaml(value)
  } catch (error) {
    if (error instanceof MarshalError || error instanceof FormatError) return ''
    throw error
  }
}

function mustToYaml(value: GoValue): string {
  try {
    return formatGoYaml(value)
  } catch (error) {
    if (error instanceof MarshalError) throw new Error(`error marshaling into JSON: ${error.message}`)
    throw error
  }
}

function fromYaml(text: string): GoMap {
  try {
    const value = parseGoYaml(text)
    if (value === null) return {}
    return isMap(value) ? value : { Error: mismatch(value, 'map[string]interface {}') }
  } catch (error) {
    return { Error: messageOf(error) }
  }
}

function fromYamlArray(text: string): GoList {
  try {
    const value = parseGoYaml(text)
    if (value === null) return []
    return Array.isArray(value) ? value : [mismatch(value, '[]interface {}')]
  } catch (error) {
    return [messageOf(error)]
  }
}

function mismatch(value: GoValue, goType: string): string {
  return `error unmarshaling JSON: while decoding JSON: ${typeMismatch(value, goType)}`
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message
  throw error
}
