import { GoFunction, type GoValue, nilList, quoteString, withType } from '@sluice/gotemplate'
import { compileRegex, type Match, type Regex, RegexError } from './compile.ts'
import { compileReplacement } from './replacement.ts'
import { splitByRegex } from './split.ts'

type Compile = (pattern: string) => Regex

/** A chart has some dozens of patterns; beyond that the oldest are compiled again. */
const cacheSize = 500

/** Regular expressions in Go's syntax. */
export function regexFunctions() {
  const compile = cached(compileRegex)
  return {
    ...family(pattern => orPanic(pattern, compile), ''),
    ...family(compile, 'must'),
    regexMatch: new GoFunction(['string', 'string'], (pattern: string, text: string) =>
      orFalse(() => matchesAnywhere(compile(pattern), text)),
    ),
    regexQuoteMeta: new GoFunction(['string'], (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
  }
}

/** The functions that come in two forms, which differ in what they say of a bad pattern. */
function family(compile: Compile, prefix: '' | 'must') {
  const name = (rest: string) => (prefix === '' ? `regex${rest}` : `mustRegex${rest}`)
  const replaceAll = (pattern: string, text: string, replacement: string) => {
    const regex = compile(pattern)
    return replaceMatches(regex, text, compileReplacement(replacement, regex))
  }
  return {
    [name('Match')]: new GoFunction(['string', 'string'], (pattern: string, text: string) =>
      matchesAnywhere(compile(pattern), text),
    ),
    [name('Find')]: new GoFunction(['string', 'string'], (pattern: string, text: string) => {
      const [match] = compile(pattern).matches(text)
      return match ? text.slice(match.start, match.end) : ''
    }),
    [name('FindAll')]: new GoFunction(
      ['string', 'string', 'int'],
      (pattern: string, text: string, limit: number) => strings(findAll(compile(pattern), text, limit)),
    ),
    [name('ReplaceAll')]: new GoFunction(['string', 'string', 'string'], replaceAll),
    [name('ReplaceAllLiteral')]: new GoFunction(
      ['string', 'string', 'string'],
      (pattern: string, text: string, replacement: string) =>
        replaceMatches(compile(pattern), text, () => replacement),
    ),
    [name('Split')]: new GoFunction(
      ['string', 'string', 'int'],
      (pattern: string, text: string, limit: number) => {
        const regex = compile(pattern)
        return limit === 0
          ? nilList('[]string')
          : withType(splitByRegex(regex, text, { pattern, limit }), '[]string')
      },
    ),
  }
}

function strings(list: string[]): GoValue {
  return list.length === 0 ? nilList('[]string') : withType(list, '[]string')
}

function matchesAnywhere(regex: Regex, text: string): boolean {
  return regex.matches(text).next().done === false
}

function findAll(regex: Regex, text: string, limit: number): string[] {
  const found: string[] = []
  for (const { start, end } of regex.matches(text)) {
    if (limit >= 0 && found.length >= limit) break
    found.push(text.slice(start, end))
  }
  return found
}

function replaceMatches(regex: Regex, text: string, replacement: (match: Match) => string): string {
  let result = ''
  let end = 0
  for (const match of regex.matches(text)) {
    result += text.slice(end, match.start) + replacement(match)
    end = match.end
  }
  return result + text.slice(end)
}

function orPanic(pattern: string, compile: Compile): Regex {
  try {
    return compile(pattern)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    const quoted = /[\0-\x08\x0a-\x1f\x7f`\ufeff\ud800-\udfff]/u.test(pattern)
      ? quoteString(pattern)
      : `\`${pattern}\``
    throw new RegexError(`regexp: Compile(${quoted}): ${error.message}`)
  }
}

function orFalse(match: () => boolean): boolean {
  try {
    return match()
  } catch (error) {
    if (error instanceof RegexError) return false
    throw error
  }
}

function cached(compile: Compile): Compile {
  const known = new Map<string, Regex>()
  return pattern => {
    const found = known.get(pattern)
    if (found) return found
    const regex = compile(pattern)
    const oldest = known.size >= cacheSize ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    known.set(pattern, regex)
    return regex
  }
}
