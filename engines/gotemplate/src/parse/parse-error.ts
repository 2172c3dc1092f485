/** A template that cannot be parsed; the message is Go's: `template: NAME:LINE: REASON`. */
export class ParseError extends Error {
  override readonly name = 'ParseError'
}
