/**
 * Checks values against the `values.schema.json` of a chart and of its subcharts, each against its own section.
 * @module
 */
import { type GoMap, type GoValue, goString, quoteString, typeName } from '@sluice/gotemplate'
import type { Chart } from '../chart/chart.ts'
import { structured, type Warn } from '../chart/warning.ts'
import { parseGoJson } from '../functions/json/parse-go-json.ts'
import { isTable, ownValue } from '../values/table.ts'
import { checkSchema } from './check-schema.ts'
import { type CompilePattern, compileSchema } from './compile-schema.ts'
import { PatternsNeeded } from './patterns-needed.ts'
import { formatProblems } from './problem.ts'
import { DocumentNeeded, SchemaDocuments } from './schema-documents.ts'
import { SchemaError } from './schema-error.ts'
import { validate } from './validate.ts'

/** What checking needs from outside. */
export interface ValidateValuesOptions {
  /** Fetches a schema that another one refers to by http or https; what it throws is the reason shown. */
  readonly loadSchema?: (url: string) => Promise<Uint8Array>
  readonly warn?: Warn
}

/** As if it lay at the root of the machine's files, which is where Helm has it. */
const location = 'file:///values.schema.json'

/** What is wrong with the values, chart by chart in Helm's words; '' if nothing is. */
export async function validateValues(
  chart: Chart,
  values: GoMap,
  options: ValidateValuesOptions = {},
): Promise<string> {
  let text = ''
  if (chart.schema) {
    const problems = await validateSchema(chart.schema, values, options)
    if (problems !== '') text += `${chart.metadata.name}:\n${problems}`
  }
  for (const child of chart.dependencies) {
    const { name } = child.metadata
    const section = ownValue(values, name)
    if (section === undefined || section === null) continue
    text += isTable(section)
      ? await validateValues(child, section, options)
      : `${name}:\ninvalid type for values: expected object (map), got ${typeName(section)}\n`
  }
  return text
}

/** What is wrong with values by one schema alone, in Helm's words; '' if nothing is. */
export async function validateSchema(
  schema: Uint8Array,
  values: GoMap,
  options: ValidateValuesOptions = {},
): Promise<string> {
  try {
    const text = goString(schema)
    const documents = new Map([[location, readSchema(text)]])
    return await validateLoading(documents, values, options)
  } catch (error) {
    if (error instanceof SchemaError) return error.message
    throw error
  }
}

/** Compiles again whenever something was missing and has been fetched. */
async function validateLoading(
  documents: Map<string, GoValue>,
  values: GoMap,
  options: ValidateValuesOptions,
): Promise<string> {
  const warnUrn = (urn: string) =>
    options.warn?.(structured('unresolved URN reference ignored; using permissive schema', { urn }))
  let compilePattern: CompilePattern = () => {
    throw new PatternsNeeded()
  }
  for (;;) {
    try {
      const check = checkSchema(compilePattern)
      const node = compileSchema(location, new SchemaDocuments(documents, { check, warnUrn }), compilePattern)
      const problems = validate(values, node)
      return problems.length > 0 ? `${formatProblems(problems)}\n` : ''
    } catch (error) {
      if (error instanceof PatternsNeeded) compilePattern = await loadPatterns()
      else if (error instanceof DocumentNeeded)
        documents.set(error.url, await fetchSchema(error.url, options))
      else throw error
    }
  }
}

async function fetchSchema(url: string, { loadSchema }: ValidateValuesOptions): Promise<GoValue> {
  const failing = `failing loading ${quoteString(url)}: `
  if (!loadSchema) throw new SchemaError(`${failing}HTTP request failed for ${url}: no network`)
  try {
    return readSchema(goString(await loadSchema(url)))
  } catch (error) {
    if (error instanceof Error) throw new SchemaError(failing + error.message, { cause: error })
    throw error
  }
}

function readSchema(text: string): GoValue {
  try {
    return parseGoJson(text).value
  } catch (error) {
    if (error instanceof Error) throw new SchemaError(jsonReason(error.message, text), { cause: error })
    throw error
  }
}

/** Go reads a schema as a stream, whose end is another mistake than a text's. */
function jsonReason(message: string, text: string): string {
  if (message === 'unexpected end of JSON input') return text.trim() === '' ? 'EOF' : 'unexpected EOF'
  return message.endsWith('after top-level value') ? 'invalid character after top-level value' : message
}

/** Regular expressions take time to load, and few schemas have any. */
async function loadPatterns(): Promise<CompilePattern> {
  const { compileRegex } = await import('../functions/regexes/compile.ts')
  return source => {
    const regex = compileRegex(source)
    return { source, test: text => !regex.matches(text).next().done }
  }
}
