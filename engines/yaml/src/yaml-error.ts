/** Text that is not acceptable YAML, and where. `line` and `column` count from 1. */
export class YamlError extends Error {
  readonly reason: string
  readonly line: number
  readonly column: number

  /**
   * `shownLine`: the line that the message names, if not that of the position; null for none. `says`: who Go lets
   * complain, if not its YAML.
   */
  constructor(
    reason: string,
    position: { readonly line: number; readonly column: number },
    shownLine: number | null = position.line,
    says = 'yaml: ',
  ) {
    super(shownLine === null ? `${says}${reason}` : `${says}line ${shownLine}: ${reason}`)
    this.name = 'YamlError'
    this.reason = reason
    this.line = position.line
    this.column = position.column
  }
}

/** The line and column, both from 1, of an offset in a text. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}
