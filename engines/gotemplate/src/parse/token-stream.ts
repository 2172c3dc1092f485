import type { Lexer } from './lexer.ts'
import type { Token } from './token.ts'

/** Tokens with a look ahead. Definitions inside a file read on from the file's lexer with a stream of their own. */
export class TokenStream {
  readonly #lexer: Lexer
  readonly #ahead: Token[] = []
  /** Where the token is that was taken from the lexer last, whose line errors name. */
  lastAt = 0
  /** Where the action began that is being read: nodes say how far behind it they are. */
  actionAt = 0

  constructor(lexer: Lexer) {
    this.#lexer = lexer
  }

  next(): Token {
    return this.#ahead.pop() ?? this.#lex()
  }

  peek(): Token {
    const token = this.next()
    this.#ahead.push(token)
    return token
  }

  /** Puts a token back, which is the next to come; of several, the first one last. */
  putBack(token: Token): void {
    this.#ahead.push(token)
  }

  /** Whether nothing was looked at that is still to come. */
  get isClear(): boolean {
    return this.#ahead.length === 0
  }

  nextNonSpace(): Token {
    for (;;) {
      const token = this.next()
      if (token.type !== 'space') return token
    }
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace()
    this.#ahead.push(token)
    return token
  }

  #lex(): Token {
    const token = this.#lexer.next()
    this.lastAt = token.at
    return token
  }
}
