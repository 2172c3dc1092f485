/**
 * Reads flags out of arguments, by the rules of pflag (which kubectl and Flux use): flags anywhere, `--` ends them,
 * `-abc` is three switches, `-n x`, `-nx` and `-n=x` are the same.
 * @module
 */
import { type Flag, type FlagTable, FlagValueError, quote } from './flags.ts'

/** Arguments that do not fit a command's flags. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What the arguments say. */
export interface ParsedFlags {
  readonly values: Readonly<Record<string, unknown>>
  /** Names of the flags that were given. */
  readonly changed: ReadonlySet<string>
  /** What is not a flag. */
  readonly args: readonly string[]
  readonly wantsHelp: boolean
}

/** Reads the flags of `table` out of `argv`. @throws UsageError if something does not fit */
export function parseFlags(table: FlagTable, argv: readonly string[]): ParsedFlags {
  return new Parse(table, argv).run()
}

class Parse {
  readonly #table: FlagTable
  readonly #rest: string[]
  readonly #values: Record<string, unknown> = {}
  readonly #changed = new Set<string>()
  readonly #args: string[] = []

  constructor(table: FlagTable, argv: readonly string[]) {
    this.#table = table
    this.#rest = [...argv]
    for (const [name, flag] of Object.entries(table)) this.#values[name] = flag.initial
  }

  run(): ParsedFlags {
    let wantsHelp = false
    while (!wantsHelp) {
      const next = this.#rest.shift()
      if (next === undefined) break
      if (next === '--') {
        this.#args.push(...this.#rest.splice(0))
      } else if (next.startsWith('--')) {
        wantsHelp = this.#long(next)
      } else if (next.length > 1 && next.startsWith('-')) {
        wantsHelp = this.#short(next)
      } else {
        this.#args.push(next)
      }
    }
    return { values: this.#values, changed: this.#changed, args: this.#args, wantsHelp }
  }

  #long(word: string): boolean {
    const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? []
    if (name === '' || name.startsWith('-')) throw new UsageError(`bad flag syntax: ${word}`)
    const flag = this.#flag(name)
    if (!flag && name === 'help') return true
    if (!flag) throw new UsageError(`unknown flag: --${name}`)
    if (value !== undefined) this.#set(name, flag, value)
    else if (flag.isSwitch) this.#set(name, flag, 'true')
    else this.#set(name, flag, this.#nextValue(`--${name}`))
    return false
  }

  #short(word: string): boolean {
    let letters = word.slice(1)
    while (letters !== '') {
      const letter = letters.charAt(0)
      const rest = letters.slice(1)
      const [name, flag] = shortFlag(this.#table, letter) ?? []
      if (!name || !flag) {
        if (letter === 'h') return true
        throw new UsageError(`unknown shorthand flag: '${letter}' in -${letters}`)
      }
      letters = ''
      if (rest.length > 1 && rest.startsWith('=')) this.#set(name, flag, rest.slice(1))
      else if (flag.isSwitch) {
        this.#set(name, flag, 'true')
        letters = rest
      } else if (rest !== '') this.#set(name, flag, rest)
      else this.#set(name, flag, this.#nextValue(`'${letter}' in -${letter}`))
    }
    return false
  }

  #flag(name: string): Flag<unknown> | undefined {
    return Object.hasOwn(this.#table, name) ? this.#table[name] : undefined
  }

  #nextValue(label: string): string {
    const value = this.#rest.shift()
    if (value === undefined) throw new UsageError(`flag needs an argument: ${label}`)
    return value
  }

  #set(name: string, flag: Flag<unknown>, text: string): void {
    try {
      this.#values[name] = flag.parse(text, this.#values[name], !this.#changed.has(name))
    } catch (error) {
      if (!(error instanceof FlagValueError)) throw error
      const label = flag.short ? `-${flag.short}, --${name}` : `--${name}`
      throw new UsageError(`invalid argument ${quote(text)} for ${quote(label)} flag: ${error.message}`)
    }
    this.#changed.add(name)
  }
}

/** The flag with this shorthand, and its name. */
export function shortFlag(table: FlagTable, letter: string): readonly [string, Flag<unknown>] | undefined {
  return Object.entries(table).find(([, flag]) => flag.short === letter)
}
