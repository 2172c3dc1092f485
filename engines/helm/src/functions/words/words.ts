import { GoFunction } from '@sluice/gotemplate'
import type { FunctionEnvironment } from '../environment.ts'
import { abbreviate } from './abbreviate.ts'
import { initials } from './initials.ts'
import { joinWords } from './join-words.ts'
import { toPascalCase } from './pascal-case.ts'
import { shuffle } from './shuffle.ts'
import { swapCase } from './swap-case.ts'
import { wrap } from './wrap.ts'

/** Text: words, their case, and lines of a width. */
export function wordFunctions(environment: FunctionEnvironment) {
  return {
    abbrev: new GoFunction(['int', 'string'], (width: number, text: string) =>
      width < 4 ? text : abbreviate(text, 0, width),
    ),
    abbrevboth: new GoFunction(['int', 'int', 'string'], (left: number, right: number, text: string) =>
      right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
    ),
    camelcase: new GoFunction(['string'], toPascalCase),
    initials: new GoFunction(['string'], initials),
    kebabcase: new GoFunction(['string'], (text: string) => joinWords(text, '-')),
    shuffle: new GoFunction(['string'], (text: string) => shuffle(text, environment.randomBytes)),
    snakecase: new GoFunction(['string'], (text: string) => joinWords(text, '_')),
    swapcase: new GoFunction(['string'], swapCase),
    wrap: new GoFunction(['int', 'string'], (width: number, text: string) =>
      wrap(text, width, { newline: '', splitsLongWords: false }),
    ),
    wrapWith: new GoFunction(['int', 'string', 'string'], (width: number, newline: string, text: string) =>
      wrap(text, width, { newline, splitsLongWords: true }),
    ),
  }
}
