import { isSpace } from '../strings/trim.ts'

/** Whether a character joins words: a dash, an underscore or white space. */
export function isConnector(character: string): boolean {
  return character === '-' || character === '_' || isSpace(character)
}

/** Go's `unicode.IsUpper`. */
export function isUpper(character: string): boolean {
  return /\p{Lu}/u.test(character)
}
