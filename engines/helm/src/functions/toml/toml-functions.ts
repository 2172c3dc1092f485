import { type FunctionMap, GoFunction, type GoMap, type GoValue } from '@sluice/gotemplate'
import { formatToml } from './format-toml.ts'
import { parseToml } from './parse-toml.ts'
import { TomlError } from './toml-error.ts'

/** Helm's functions for TOML: an error becomes the text, or a value that holds it. */
export const tomlFunctions: FunctionMap = {
  toToml: new GoFunction(['any'], toToml),
  fromToml: new GoFunction(['string'], fromToml),
}

function toToml(value: GoValue): string {
  try {
    return formatToml(value)
  } catch (error) {
    if (error instanceof TomlError) return error.message
    throw error
  }
}

function fromToml(text: string): GoMap {
  try {
    return parseToml(text)
  } catch (error) {
    if (error instanceof TomlError) return { Error: error.message }
    throw error
  }
}
