import { isConnector, isUpper } from './characters.ts'

/** A run of characters of one kind. Ends count characters. */
export interface Word {
  readonly type: 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other'
  readonly text: string
}

/** Cuts a text into words as xstrings does: `HTTPStatus2xx` is `HTTP`, `Status`, `2` and `xx`. */
export function cutWords(text: string): Word[] {
  const characters = cutCharacters(text)
  const words: Word[] = []
  for (let start = 0; start < characters.length; ) {
    const type = typeOf(characters[start] ?? '')
    const end =
      type === 'upper' ? endOfUpper(characters, start) : runEnd(characters, start + 1, continues[type])
    words.push({ type, text: characters.slice(start, end).join('') })
    start = end
  }
  return words
}

const invalid = '[\\udc80-\\udcff\\ufffd]'
const character = new RegExp(`${invalid}*[^\\udc80-\\udcff\\ufffd](?:${invalid}+$)?`, 'gu')

/** Bytes that are no UTF-8 belong to the character after them, at the text's end to the one before. */
function cutCharacters(text: string): readonly string[] {
  return text.match(character) ?? [text]
}

function typeOf(character: string): Word['type'] {
  if (isConnector(character)) return 'connector'
  if (isPunctuation(character)) return 'punctuation'
  if (isUpper(character)) return 'upper'
  if (isAlphabet(character)) return 'alphabet'
  return isNumber(character) ? 'number' : 'other'
}

/** What belongs to a word after its first character. */
const continues = {
  connector: isConnector,
  punctuation: isPunctuation,
  alphabet: isLower,
  number: isNumber,
  other: (character: string) =>
    !isConnector(character) && !isAlphabet(character) && !isNumber(character) && !isPunctuation(character),
}

/** `Status` is one word; of several capitals the last starts the next word if a small letter follows. */
function endOfUpper(characters: readonly string[], start: number): number {
  const next = characters[start + 1]
  if (next === undefined || !isUpper(next)) return runEnd(characters, start + 1, isLower)
  const end = runEnd(characters, start + 1, isUpper)
  return isAlphabet(characters[end] ?? '') ? end - 1 : end
}

function runEnd(
  characters: readonly string[],
  start: number,
  belongs: (character: string) => boolean,
): number {
  let end = start
  while (end < characters.length && belongs(characters[end] ?? '')) end++
  return end
}

function isLower(character: string): boolean {
  return isAlphabet(character) && !isUpper(character)
}

/** A letter, but no Chinese character. */
function isAlphabet(character: string): boolean {
  if (!/\p{L}/u.test(character)) return false
  return !/[\u4e00-\u9fcc\u3400-\u4d85\u{20000}-\u{2b81d}]/u.test(character)
}

function isNumber(character: string): boolean {
  return /\p{N}/u.test(character)
}

function isPunctuation(character: string): boolean {
  return /\p{P}/u.test(character)
}
