/** A regular expression has to be compiled, and what can do that is not loaded. */
export class PatternsNeeded extends Error {
  override readonly name = 'PatternsNeeded'
}
