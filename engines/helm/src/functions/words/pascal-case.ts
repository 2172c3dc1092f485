import { lowerCharacter, replaceInvalid, upperCharacter } from '../strings/case.ts'
import { isConnector, isUpper } from './characters.ts'

/** `http_server` as `HttpServer`: xstrings' rules, in which leading and doubled connectors stay. */
export function toPascalCase(text: string): string {
  const characters = [...replaceInvalid(text)]
  const start = characters.findIndex(character => !isConnector(character))
  // xstrings: where there are only connectors, the last one comes twice.
  if (start < 0) return [...characters, characters.at(-1) ?? ''].join('')
  let result = characters.slice(0, start).join('')
  let previous = upperCharacter(characters[start] ?? '')
  let isFirstUpper = isUpper(characters[start] ?? '')
  for (const next of characters.slice(start + 1)) {
    let character = next
    if (isConnector(next) && isConnector(previous)) {
      result += previous
      continue
    }
    if (isConnector(previous)) {
      isFirstUpper = isUpper(next)
      character = upperCharacter(next)
    } else {
      if (isFirstUpper && isUpper(next)) character = lowerCharacter(next)
      else isFirstUpper = false
      result += previous
    }
    previous = character
  }
  return result + previous
}
