import {
  compareStrings,
  GoFunction,
  type GoValue,
  printValue,
  quoteString,
  typeOfCollection,
  withType,
} from '@sluice/gotemplate'
import { elementsOf } from '../values/elements.ts'
import { withoutNils } from '../values/nils.ts'
import { strval, strvals } from '../values/strval.ts'
import { toLower, toTitle, toUpper, uncapitalize } from './case.ts'
import { repeat } from './repeat.ts'
import { splitMap, splitText } from './split.ts'
import { substring, truncate } from './substring.ts'
import { deleteSpace, trim, trimPrefix, trimSpace, trimSuffix } from './trim.ts'

const stringList = (list: string[]): string[] => withType(list, '[]string')

/** `trimall` is an old name of `trimAll`. */
const trimAll = new GoFunction(['string', 'string'], (cutset: string, text: string) => trim(text, cutset))

/** Text: the functions that nearly every chart uses. */
export const stringFunctions = {
  cat: new GoFunction([], (...values: GoValue[]) => withoutNils(values).map(printValue).join(' '), {
    rest: 'any',
  }),
  contains: new GoFunction(['string', 'string'], (part: string, text: string) => text.includes(part)),
  hasPrefix: new GoFunction(['string', 'string'], (prefix: string, text: string) => text.startsWith(prefix)),
  hasSuffix: new GoFunction(['string', 'string'], (suffix: string, text: string) => text.endsWith(suffix)),
  indent: new GoFunction(['int', 'string'], indent),
  join: new GoFunction(['string', 'any'], (separator: string, list: GoValue) =>
    strvals(list).join(separator),
  ),
  lower: new GoFunction(['string'], toLower),
  nindent: new GoFunction(['int', 'string'], (spaces: number, text: string) => `\n${indent(spaces, text)}`),
  nospace: new GoFunction(['string'], deleteSpace),
  plural: new GoFunction(['string', 'string', 'int'], (one: string, many: string, count: number) =>
    count === 1 ? one : many,
  ),
  quote: new GoFunction([], (...values: GoValue[]) => quoteAll(values, value => quoteString(strval(value))), {
    rest: 'any',
  }),
  repeat: new GoFunction(['int', 'string'], (count: number, text: string) => repeat(text, count)),
  replace: new GoFunction(['string', 'string', 'string'], (from: string, to: string, text: string) =>
    // JavaScript would put an empty pattern's replacement between the halves of a character.
    from === '' ? ['', ...text, ''].join(to) : text.replaceAll(from, () => to),
  ),
  sortAlpha: new GoFunction(['any'], sortAlpha),
  split: new GoFunction(['string', 'string'], (separator: string, text: string) =>
    splitMap(separator, text, -1),
  ),
  splitList: new GoFunction(['string', 'string'], (separator: string, text: string) =>
    stringList(splitText(text, separator, -1)),
  ),
  splitn: new GoFunction(['string', 'int', 'string'], (separator: string, count: number, text: string) =>
    splitMap(separator, text, count),
  ),
  squote: new GoFunction([], (...values: GoValue[]) => quoteAll(values, value => `'${printValue(value)}'`), {
    rest: 'any',
  }),
  substr: new GoFunction(['int', 'int', 'string'], substring),
  title: new GoFunction(['string'], toTitle),
  toString: new GoFunction(['any'], strval),
  toStrings: new GoFunction(['any'], toStrings),
  trim: new GoFunction(['string'], trimSpace),
  trimAll,
  trimall: trimAll,
  trimPrefix: new GoFunction(['string', 'string'], (prefix: string, text: string) =>
    trimPrefix(text, prefix),
  ),
  trimSuffix: new GoFunction(['string', 'string'], (suffix: string, text: string) =>
    trimSuffix(text, suffix),
  ),
  trunc: new GoFunction(['int', 'string'], truncate),
  untitle: new GoFunction(['string'], uncapitalize),
  upper: new GoFunction(['string'], toUpper),
}

function indent(spaces: number, text: string): string {
  const pad = repeat(' ', spaces)
  return pad + text.replaceAll('\n', `\n${pad}`)
}

function quoteAll(values: readonly GoValue[], quote: (value: GoValue) => string): string {
  return withoutNils(values).map(quote).join(' ')
}

/** sprig: what is a list of strings already is sorted in place. */
function sortAlpha(list: GoValue): GoValue {
  return elementsOf(list) ? toStrings(list).sort(compareStrings) : stringList([strval(list)])
}

/** sprig: what is a list of strings already stays the same list. */
function toStrings(list: GoValue): string[] {
  return isStringList(list) ? list : stringList(strvals(list))
}

function isStringList(value: GoValue): value is string[] {
  return Array.isArray(value) && typeOfCollection(value) === '[]string'
}
