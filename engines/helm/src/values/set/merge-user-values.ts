/**
 * The values that a user gives on the command line, laid over one another in Helm's order: files, then `--set-json`,
 * `--set`, `--set-string`, `--set-file`, `--set-literal`.
 * @module
 */
import { type GoMap, goString } from '@sluice/gotemplate'
import { ChartError } from '../../chart/chart-error.ts'
import { mergeMaps } from '../merge-maps.ts'
import { readValues } from '../read-values.ts'
import { isTable } from '../table.ts'
import { parseSet } from './parse-set.ts'
import { readJsonText } from './scan-json.ts'
import {
  type SetGrammar,
  setFileGrammar,
  setGrammar,
  setJsonGrammar,
  setLiteralGrammar,
  setStringGrammar,
} from './set-grammar.ts'

/** The flags, each as often and in the order it was given. */
export interface UserValues {
  /** `--values`: names of files. */
  readonly valueFiles?: readonly string[]
  readonly setJson?: readonly string[]
  readonly set?: readonly string[]
  readonly setString?: readonly string[]
  readonly setFile?: readonly string[]
  readonly setLiteral?: readonly string[]
}

/**
 * One map of all that the flags say. `readFile` gives the bytes of a file or URL; what it throws is passed on.
 * @throws ChartError in Helm's words
 */
export async function mergeUserValues(
  flags: UserValues,
  readFile: (name: string) => Promise<Uint8Array>,
): Promise<GoMap> {
  let values: GoMap = {}
  for (const name of flags.valueFiles ?? []) {
    const text = goString(await readFile(name))
    values = mergeMaps(
      values,
      within(`failed to parse ${name}: `, () => readValues(text)),
    )
  }
  for (const text of flags.setJson ?? []) values = setJson(values, text)
  for (const text of flags.set ?? []) parseFlag('--set', text, values, setGrammar)
  for (const text of flags.setString ?? []) parseFlag('--set-string', text, values, setStringGrammar)
  for (const text of flags.setFile ?? []) {
    const files = await readNamedFiles(text, readFile)
    parseFlag(
      '--set-file',
      text,
      values,
      setFileGrammar(name => contentOf(name, files)),
    )
  }
  for (const text of flags.setLiteral ?? []) parseFlag('--set-literal', text, values, setLiteralGrammar)
  return values
}

function parseFlag(flag: string, text: string, values: GoMap, grammar: SetGrammar): void {
  within(`failed parsing ${flag} data: `, () => parseSet(text, values, grammar))
}

/** An object is merged as a whole; anything else is `key=JSON`. */
function setJson(values: GoMap, text: string): GoMap {
  if (text.trim().startsWith('{')) {
    const object = unless(`failed parsing --set-json data JSON: ${text}`, () => readJsonText(text.trim()))
    return isTable(object) ? mergeMaps(values, object) : values
  }
  unless(`failed parsing --set-json data ${text}`, () => parseSet(text, values, setJsonGrammar))
  return values
}

/**
 * The files that a text names, or why they cannot be read. Parses once to learn the names, as reading takes time and
 * parsing does not wait; what is wrong with the text is found when it is parsed again.
 */
async function readNamedFiles(
  text: string,
  readFile: (name: string) => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, string | Error>> {
  const names = new Set<string>()
  const collect = setFileGrammar(name => {
    names.add(name)
    return ''
  })
  try {
    parseSet(text, {}, collect)
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
  }
  const files = new Map<string, string | Error>()
  for (const name of names) files.set(name, await contentOrError(name, readFile))
  return files
}

async function contentOrError(
  name: string,
  readFile: (name: string) => Promise<Uint8Array>,
): Promise<string | Error> {
  try {
    return goString(await readFile(name))
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}

function contentOf(name: string, files: ReadonlyMap<string, string | Error>): string {
  const content = files.get(name) ?? ''
  if (content instanceof Error) throw new ChartError(content.message, { cause: content })
  return content
}

function within<T>(prefix: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ChartError) throw new ChartError(prefix + error.message, { cause: error })
    throw error
  }
}

function unless<T>(message: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ChartError) throw new ChartError(message, { cause: error })
    throw error
  }
}
