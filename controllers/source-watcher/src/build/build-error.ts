/** Sources from which an artifact cannot be made as it is asked for. */
export class BuildError extends Error {
  override readonly name = 'BuildError'
}
