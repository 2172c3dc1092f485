/**
 * A template that fails while it runs; the message is Go's. `cause` is the error of the function that failed, which
 * may be that of another template.
 */
export class ExecError extends Error {
  override readonly name = 'ExecError'
}

/** Thrown by functions to leave all templates at once: no template wraps it into an error of its own. */
export class Interruption extends Error {
  override readonly name: string = 'Interruption'
}
