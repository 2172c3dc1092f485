import type { Lexer } from './lexer.ts'
import type { Token } from './token.ts'

const nothing: Token = { type: 'eof', text: '', at: 0, line: 0 }

/** Tokens with a look ahead. Definitions inside a file read on from the file's lexer with a stream of their own. */
export class TokenStream {
  readonly #lexer: Lexer
  readonly #ahead: Token[] = []
  /** The token that was taken from the lexer last, whose line errors name. */
  last: Token = nothing

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

  /** Puts tokens back; the first is the next to come. */
  putBack(...tokens: readonly Token[]): void {
    this.#ahead.push(...tokens.toReversed())
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
    this.last = this.#lexer.next()
    return this.last
  }
}
