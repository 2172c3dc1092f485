/**
 * Flags of commands: a table of them gives the parser its rules, the help its text and `run` its types.
 * The rules are those of the flags users know from kubectl and Flux.
 * @module
 */
import { parseDuration } from '@sluice/base/duration'

/** One flag. `V` is the type of its value. */
export interface Flag<V> {
  readonly description: string
  readonly short?: string
  /** What stands for the value in help; empty for switches. */
  readonly placeholder: string
  readonly initial: V
  /** Whether `--flag` alone means `--flag=true`. */
  readonly isSwitch: boolean
  readonly hidden?: boolean
  /** The values to choose from, for completion. */
  readonly choices?: readonly string[]
  /**
   * The value after one more occurrence; `isFirst` tells that the default is still in place.
   * @throws FlagValueError if the text is none
   */
  readonly parse: (text: string, before: V, isFirst: boolean) => V
}

/** Flags by name. */
// biome-ignore lint/suspicious/noExplicitAny: a table holds flags of any type, which `Values` takes apart again
export type FlagTable = Readonly<Record<string, Flag<any>>>

/** The values of a table's flags. */
export type Values<F extends FlagTable> = {
  readonly [K in keyof F]: F[K] extends Flag<infer V> ? V : never
}

/** A text that is no value of a flag. */
export class FlagValueError extends Error {
  override readonly name = 'FlagValueError'
}

/** What a flag may have besides its description. */
export interface FlagOptions {
  readonly short?: string
  readonly hidden?: boolean
  readonly placeholder?: string
}

/** `--name text` */
export function text(description: string, initial = '', options: FlagOptions = {}): Flag<string> {
  return make({ description, initial, placeholder: 'string', ...options, parse: value => value })
}

/** `--name` or `--name=false` */
export function toggle(
  description: string,
  options: FlagOptions & { initial?: boolean } = {},
): Flag<boolean> {
  const { initial = false, ...rest } = options
  return { ...make({ description, initial, placeholder: '', ...rest, parse: parseBoolean }), isSwitch: true }
}

/** `--name a,b --name c` */
export function list(
  description: string,
  initial: readonly string[] = [],
  options: FlagOptions = {},
): Flag<readonly string[]> {
  return make({
    description,
    initial,
    placeholder: 'strings',
    ...options,
    parse: (value, before, isFirst) => [...(isFirst ? [] : before), ...splitCsv(value)],
  })
}

/** `--name text --name text`, each taken as it is. */
export function texts(description: string, options: FlagOptions = {}): Flag<readonly string[]> {
  return make<readonly string[]>({
    description,
    initial: [],
    placeholder: 'stringArray',
    ...options,
    parse: (value, before, isFirst) => [...(isFirst ? [] : before), value],
  })
}

/** `--name key=value,key=value` */
export function pairs(
  description: string,
  options: FlagOptions = {},
): Flag<Readonly<Record<string, string>>> {
  return make<Readonly<Record<string, string>>>({
    description,
    initial: {},
    placeholder: 'stringToString',
    ...options,
    parse: (value, before, isFirst) => ({ ...(isFirst ? {} : before), ...parsePairs(value) }),
  })
}

/** `--name 5m`, in milliseconds. */
export function duration(description: string, initial = 0, options: FlagOptions = {}): Flag<number> {
  return make({ description, initial, placeholder: 'duration', ...options, parse: parseGoDuration })
}

/** `--name 3` */
export function integer(description: string, initial = 0, options: FlagOptions = {}): Flag<number> {
  return make({ description, initial, placeholder: 'int', ...options, parse: parseInteger })
}

/** `--name word`, of which only some are allowed; `refusal` says what is wrong with another. */
export function choice<const C extends string, I extends C | ''>(
  description: string,
  choices: readonly C[],
  options: FlagOptions & {
    readonly initial: I
    readonly refusal: (value: string) => string
    readonly caseless?: boolean
    /** Between the choices where another is refused. */
    readonly separator?: string
  },
): Flag<C | I> {
  const { initial, refusal, caseless, separator = ', ', ...rest } = options
  const parse = (value: string): C | I => {
    const found = choices.find(c => c === value || (caseless && c.toLowerCase() === value.toLowerCase()))
    if (found === undefined)
      throw new FlagValueError(`${refusal(value)}, must be one of: ${choices.join(separator)}`)
    return found
  }
  return { ...make<C | I>({ description, initial, placeholder: choices.join('|'), ...rest, parse }), choices }
}

/** A flag whose text is read by a function of its own. */
export function custom<V>(
  description: string,
  initial: V,
  parse: (value: string) => V,
  options: FlagOptions = {},
): Flag<V> {
  return make({ description, initial, placeholder: 'string', ...options, parse })
}

function make<V>(flag: Omit<Flag<V>, 'isSwitch'>): Flag<V> {
  return { ...flag, isSwitch: false }
}

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falsehoods = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

function parseBoolean(value: string): boolean {
  if (truths.has(value)) return true
  if (falsehoods.has(value)) return false
  throw new FlagValueError(`strconv.ParseBool: parsing ${quote(value)}: invalid syntax`)
}

function parseInteger(value: string): number {
  const number = /^[+-]?(\d+|0x[0-9a-fA-F]+|0o?[0-7]+|0b[01]+)$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number))
    throw new FlagValueError(`strconv.ParseInt: parsing ${quote(value)}: invalid syntax`)
  return number
}

function parseGoDuration(value: string): number {
  try {
    return parseDuration(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new FlagValueError(durationProblem(value))
  }
}

/** What Go says of a text that is no duration. */
function durationProblem(value: string): string {
  const rest = value.replace(/^[+-]/, '')
  const unit = /^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))*(?:\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest)
  if (!unit) return `time: invalid duration ${quote(value)}`
  if (!unit[1]) return `time: missing unit in duration ${quote(value)}`
  return `time: unknown unit ${quote(unit[1])} in duration ${quote(value)}`
}

function parsePairs(value: string): Readonly<Record<string, string>> {
  const result: Record<string, string> = {}
  for (const pair of splitCsv(value)) {
    const at = pair.indexOf('=')
    if (at < 0) throw new FlagValueError(`${pair} must be formatted as key=value`)
    result[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return result
}

/** Splits at commas outside double quotes. */
function splitCsv(value: string): readonly string[] {
  if (value === '') return []
  const fields: string[] = []
  let rest = value
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?:,|$)/.exec(rest)
    const field = quoted ? quoted[0] : /^[^,]*,?/.exec(rest)?.[0]
    if (field === undefined) return fields
    fields.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : field.replace(/,$/, ''))
    rest = rest.slice(field.length)
    if (!field.endsWith(',')) return fields
  }
}

/** Quoted as Go's %q. */
export function quote(value: string): string {
  return JSON.stringify(value)
}
