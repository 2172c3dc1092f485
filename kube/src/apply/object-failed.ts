/** One object could not be applied; the message names it. */
export class ObjectFailed extends Error {
  override readonly name = 'ObjectFailed'
}
