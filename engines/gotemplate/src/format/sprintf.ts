import type { GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { typeName } from '../values/kinds.ts'
import { type Flags, noFlags } from './flags.ts'
import { formatValue, printValue } from './format-value.ts'

const maxWidth = 1_000_000

/** Go's `fmt.Sprintf`. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  return new Formatter(format, args).run()
}

/** Go's `fmt.Sprint`: a blank between two operands of which neither is a string. */
export function sprint(args: readonly GoValue[]): string {
  let text = ''
  args.forEach((arg, i) => {
    const before = args[i - 1]
    if (i > 0 && typeof arg !== 'string' && typeof before !== 'string') text += ' '
    text += printValue(arg)
  })
  return text
}

/** Go's `fmt.Sprintln`. */
export function sprintln(args: readonly GoValue[]): string {
  return `${args.map(printValue).join(' ')}\n`
}

class Formatter {
  readonly #format: string
  readonly #args: readonly GoValue[]
  #at = 0
  #arg = 0
  #isReordered = false
  #isGoodIndex = true
  #out = ''

  constructor(format: string, args: readonly GoValue[]) {
    this.#format = format
    this.#args = args
  }

  run(): string {
    const format = this.#format
    while (this.#at < format.length) {
      const percent = format.indexOf('%', this.#at)
      const end = percent < 0 ? format.length : percent
      this.#out += format.slice(this.#at, end)
      this.#at = end + 1
      if (percent >= 0) this.#directive()
    }
    if (!this.#isReordered && this.#arg < this.#args.length) this.#extra()
    return this.#out
  }

  #extra(): void {
    const extra = this.#args.slice(this.#arg).map(arg => {
      return arg === null || arg === undefined ? '<nil>' : `${typeName(arg)}=${printValue(arg)}`
    })
    this.#out += `%!(EXTRA ${extra.join(', ')})`
  }

  #directive(): void {
    this.#isGoodIndex = true
    let flags: Flags = this.#flags()
    let afterIndex = this.#index()
    if (this.#format[this.#at] === '*') {
      this.#at++
      const width = this.#starred()
      if (width === undefined) this.#out += '%!(BADWIDTH)'
      else flags = width < 0 ? { ...flags, width: -width, minus: true, zero: false } : { ...flags, width }
      afterIndex = false
    } else {
      const width = this.#number()
      if (width !== undefined) {
        flags = { ...flags, width }
        if (afterIndex) this.#isGoodIndex = false
      }
    }
    if (this.#format[this.#at] === '.') {
      this.#at++
      if (afterIndex) this.#isGoodIndex = false
      flags = this.#precision(flags)
    }
    if (!afterIndex) this.#index()
    this.#verb(flags)
  }

  #flags(): Flags {
    const flags = { ...noFlags }
    const names: Readonly<Record<string, keyof Flags>> = {
      '+': 'plus',
      '-': 'minus',
      '#': 'sharp',
      ' ': 'space',
      '0': 'zero',
    }
    for (;;) {
      const name = names[this.#format[this.#at] ?? '']
      if (name === undefined || name === 'width' || name === 'precision') return flags
      Object.assign(flags, { [name]: true })
      this.#at++
    }
  }

  #precision(flags: Flags): Flags {
    this.#index()
    if (this.#format[this.#at] !== '*') return { ...flags, precision: this.#number() ?? 0 }
    this.#at++
    const precision = this.#starred()
    if (precision === undefined || precision < 0) {
      if (precision === undefined) this.#out += '%!(BADPREC)'
      return flags
    }
    return { ...flags, precision }
  }

  /** `[n]`: whether there is one. */
  #index(): boolean {
    if (this.#format[this.#at] !== '[') return false
    this.#isReordered = true
    const close = this.#format.indexOf(']', this.#at)
    const text = close < 0 ? '' : this.#format.slice(this.#at + 1, close)
    const index = /^\d+$/.test(text) ? Number(text) - 1 : -1
    this.#at = close < 0 ? this.#at + 1 : close + 1
    if (index >= 0 && index < this.#args.length) {
      this.#arg = index
      return true
    }
    this.#isGoodIndex = false
    return true
  }

  /** The integer that a `*` takes from the arguments. */
  #starred(): number | undefined {
    const arg = this.#args[this.#arg]
    if (this.#arg >= this.#args.length) return undefined
    this.#arg++
    if (!(arg instanceof Int)) return undefined
    const value = Number(arg.value)
    return Math.abs(value) > maxWidth ? undefined : value
  }

  #number(): number | undefined {
    const digits = /^\d+/.exec(this.#format.slice(this.#at, this.#at + 10))?.[0]
    if (digits === undefined) return undefined
    this.#at += digits.length
    return Math.min(Number(digits), maxWidth)
  }

  #verb(flags: Flags): void {
    const code = this.#format.codePointAt(this.#at)
    if (code === undefined) {
      this.#out += '%!(NOVERB)'
      return
    }
    const verb = String.fromCodePoint(code)
    this.#at += verb.length
    if (verb === '%') this.#out += '%'
    else if (!this.#isGoodIndex) this.#out += `%!${verb}(BADINDEX)`
    else if (this.#arg >= this.#args.length) this.#out += `%!${verb}(MISSING)`
    else this.#out += formatValue(this.#args[this.#arg++], verb, flags)
  }
}
