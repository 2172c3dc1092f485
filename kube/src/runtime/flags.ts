/**
 * A controller's flags: declared as data, read once from arguments and the environment.
 * @module
 */
import { parseArgs } from 'node:util'
import { parseDuration } from '@sluice/base/duration'

/** One flag, as help and reference show it. */
export interface Flag {
  readonly name: string
  /** The environment variable that gives the default. */
  readonly env?: string
  readonly default: string
  readonly help: string
}

/** Feature gates with what they are unless told, and those that Flux knows and that change nothing here. */
export interface Gates {
  readonly known: Readonly<Record<string, boolean>>
  readonly idle: readonly string[]
}

/** A flag that is unknown or cannot be read. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The values of flags. Every method may throw ConfigError for a value that makes no sense. */
export interface FlagValues {
  text(name: string): string
  /** Milliseconds. */
  duration(name: string): number
  /** A whole number above zero. */
  count(name: string): number
  isOn(name: string): boolean
  /** Parts between commas. */
  list(name: string): readonly string[]
  /** Whether a gate of the flag `feature-gates` is on. */
  gates(gates: Gates): (gate: string) => boolean
}

/** Reads flags. @throws ConfigError for an unknown flag */
export function readFlags(
  flags: readonly Flag[],
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): FlagValues {
  const given = readArguments(flags, args)
  const text = (name: string): string => {
    const flag = flags.find(each => each.name === name)
    if (!flag) throw new TypeError(`there is no flag --${name}`)
    return given[name] ?? (flag.env ? env[flag.env] : undefined) ?? flag.default
  }
  const list = (name: string): readonly string[] =>
    text(name)
      .split(',')
      .flatMap(part => part.trim() || [])
  return {
    text,
    list,
    duration: name => durationOf(name, text(name)),
    count: name => countOf(name, text(name)),
    isOn: name => booleanOf(name, text(name)),
    gates: gates => readGates(gates, list('feature-gates')),
  }
}

function readArguments(
  flags: readonly Flag[],
  args: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const options = Object.fromEntries(flags.map(({ name }) => [name, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    if (error instanceof TypeError) throw new ConfigError(error.message, { cause: error })
    throw error
  }
}

function durationOf(name: string, text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(`--${name}: ${error.message}`, { cause: error })
    throw error
  }
}

function countOf(name: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new ConfigError(`--${name}: '${text}' is not a number above zero`)
}

function booleanOf(name: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw new ConfigError(`--${name}: '${text}' is neither true nor false`)
}

function readGates({ known, idle }: Gates, pairs: readonly string[]): (gate: string) => boolean {
  const set = new Map(Object.entries(known))
  for (const pair of pairs) {
    const [gate = '', value = ''] = pair.split('=')
    if (idle.includes(gate)) continue
    if (!set.has(gate)) throw new ConfigError(`unknown or unsupported feature gate '${gate}'`)
    if (value !== 'true' && value !== 'false')
      throw new ConfigError(`feature gate '${gate}' must be true or false`)
    set.set(gate, value === 'true')
  }
  return gate => set.get(gate) ?? false
}
