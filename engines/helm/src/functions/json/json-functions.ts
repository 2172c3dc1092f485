import {
  type FunctionMap,
  GoFunction,
  type GoList,
  type GoMap,
  type GoValue,
  nilList,
  nilMap,
} from '@sluice/gotemplate'
import { type FormatGoJsonOptions, formatGoJson } from './format-go-json.ts'
import { MarshalError } from './json-value-of.ts'
import { parseGoJson } from './parse-go-json.ts'
import { isMap, typeMismatch } from './type-mismatch.ts'

const pretty = { isPretty: true } as const
const raw = { isRaw: true } as const

/** Sprig's functions for JSON as Helm has them: without `must`, an error becomes an empty result or a value. */
export const jsonFunctions: FunctionMap = {
  toJson: writer({}),
  toPrettyJson: writer(pretty),
  // sprig: this one fails as its must form does.
  toRawJson: strictWriter(raw),
  mustToJson: strictWriter({}),
  mustToPrettyJson: strictWriter(pretty),
  mustToRawJson: strictWriter(raw),
  fromJson: new GoFunction(['string'], fromJson),
  fromJsonArray: new GoFunction(['string'], fromJsonArray),
  mustFromJson: new GoFunction(['string'], mustFromJson),
}

function writer(options: FormatGoJsonOptions): GoFunction {
  return new GoFunction(['any'], (value: GoValue) => {
    try {
      return formatGoJson(value, options)
    } catch (error) {
      if (error instanceof MarshalError) return ''
      throw error
    }
  })
}

function strictWriter(options: FormatGoJsonOptions): GoFunction {
  return new GoFunction(['any'], (value: GoValue) => formatGoJson(value, options))
}

function fromJson(text: string): GoMap {
  try {
    const { value, problem } = parseGoJson(text)
    if (value === null) return nilMap()
    if (!isMap(value)) return { Error: typeMismatch(value, 'map[string]interface {}') }
    return problem === undefined ? value : { ...value, Error: problem }
  } catch (error) {
    return { Error: messageOf(error) }
  }
}

function fromJsonArray(text: string): GoList {
  try {
    const { value, problem } = parseGoJson(text)
    if (value === null) return nilList()
    if (!Array.isArray(value)) return [typeMismatch(value, '[]interface {}')]
    return problem === undefined ? value : [problem]
  } catch (error) {
    return [messageOf(error)]
  }
}

function mustFromJson(text: string): GoValue {
  const { value, problem } = parseGoJson(text)
  if (problem !== undefined) throw new Error(problem)
  return value
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message
  throw error
}
