import { lowerCharacter } from '../strings/case.ts'
import { cutWords, type Word } from './next-word.ts'

/** `FirstName` as `first_name`, with any connector: xstrings' rules, in which digits stay with what is before them. */
export function joinWords(text: string, connector: string): string {
  const words = cutWords(text)
  let result = ''
  let at = 0
  const typeAt = (): Word['type'] | 'end' => words[at]?.type ?? 'end'
  const write = (word: Word | undefined) => {
    if (word) result += lowered(word, connector)
  }
  const writeConnectorUnless = (...types: readonly (Word['type'] | 'end')[]) => {
    if (!types.includes(typeAt())) result += connector
  }
  const writeLettersAndNumbers = () => {
    for (; typeAt() === 'alphabet' || typeAt() === 'number'; at++) write(words[at])
    writeConnectorUnless('end', 'punctuation', 'connector')
  }
  while (at < words.length - 1) {
    const word = words[at++]
    write(word)
    if (word?.type === 'number') writeLettersAndNumbers()
    if (word?.type !== 'upper' && word?.type !== 'alphabet' && word?.type !== 'other') continue
    if (typeAt() !== 'number') writeConnectorUnless('connector', 'punctuation')
    else if (at < words.length - 1) {
      const number = words[at++]
      if (typeAt() === 'alphabet') {
        // Small letters after a number: the number starts a word, as in `http_2xx`.
        result += connector
        write(number)
        writeLettersAndNumbers()
      } else {
        write(number)
        writeConnectorUnless('connector', 'punctuation')
      }
    }
  }
  write(words[at])
  return result
}

function lowered({ type, text }: Word, connector: string): string {
  if (type === 'connector') return connector.repeat([...text].length)
  return type === 'upper' ? Array.from(text, lowerCharacter).join('') : text
}
