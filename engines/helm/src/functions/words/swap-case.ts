import { lowerCharacter, mapCharacters, titleCharacter, upperCharacter } from '../strings/case.ts'
import { isSpace } from '../strings/trim.ts'

/** Lower case for upper and upper for lower; a word's first letter becomes title case. */
export function swapCase(text: string): string {
  let isFirst = true
  return mapCharacters(text, character => {
    if (/[\p{Lu}\p{Lt}]/u.test(character)) {
      isFirst = false
      return lowerCharacter(character)
    }
    if (!/\p{Ll}/u.test(character)) {
      isFirst = isSpace(character)
      return character
    }
    const swapped = isFirst ? titleCharacter(character) : upperCharacter(character)
    isFirst = false
    return swapped
  })
}
