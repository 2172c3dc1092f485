import { quoteString } from '../format/quote.ts'

/** What a token is; the words of the language are kinds of their own. */
export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | Keyword

/** The language's words. */
export type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with'

const keywords: ReadonlySet<string> = new Set<Keyword>([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
])

/** Whether a word is one of the language's. */
export function isKeyword(word: string): word is Keyword {
  return keywords.has(word)
}

/** A piece of a template. */
export interface Token {
  readonly type: TokenType
  /** As it is written; of an error, what is wrong. */
  readonly text: string
  /** Where it begins, in UTF-16 units. */
  readonly at: number
}

/** A token as error texts show it. */
export function showToken({ type, text }: Token): string {
  if (type === 'eof') return 'EOF'
  if (type === 'error') return text
  if (type === 'dot' || isKeyword(type)) return `<${text}>`
  const characters = [...text]
  return characters.length > 10 ? `${quoteString(characters.slice(0, 10).join(''))}...` : quoteString(text)
}
