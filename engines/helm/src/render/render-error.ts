/**
 * What Helm says of templates that fail: it takes the texts of Go's template engine apart and shows them on several
 * lines, or leaves them as they are where it cannot.
 * @module
 */

/** Charts that do not render. The message is Helm's. */
export class RenderError extends Error {
  override readonly name = 'RenderError'
  /** What was rendered before something turned out to be no manifest. */
  readonly rendered: ReadonlyMap<string, string> | undefined

  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly rendered?: ReadonlyMap<string, string> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.rendered = options.rendered
  }
}

/** Templates that include one another deeper than this process has room for. */
export class TooDeepError extends RenderError {}

/** Marks the message of `required` and `fail`, which is shown without what surrounds it. */
export function markMessage(message: string): string {
  return `${start}${message}${end}`
}

const start = 'HELM_ERR_START'
const end = 'HELM_ERR_END'

/** Helm's words for a template that cannot be parsed: the place and the last part of Go's text. */
export function parseFailure(template: string, text: string): RenderError {
  const parts = text.split(': ')
  if (parts.length === 1) return new RenderError(`parse error in (${template}): ${text}`)
  return new RenderError(`parse error at (${parts[1]}): ${parts.at(-1)}`)
}

/** Helm's words for a template that fails while it runs: a block of lines for each template on the way. */
export function executionFailure(template: string, error: Error): RenderError {
  const [, location, rest] = splitInThree(error.message)
  if (location === undefined || rest === undefined) {
    return new RenderError(`execution error in (${template}): ${error.message}`)
  }
  const from = rest.indexOf(start)
  const to = rest.lastIndexOf(end)
  if (from >= 0 && to >= from + start.length) {
    return new RenderError(`execution error at (${location}): ${rest.slice(from + start.length, to)}`)
  }
  const blocks: string[] = []
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const block = blockOf(current.message)
    if (block === undefined) return new RenderError(error.message)
    if (blocks.at(-1) !== block) blocks.push(block)
  }
  return new RenderError(blocks.join('').trim())
}

function splitInThree(text: string): string[] {
  const first = text.indexOf(': ')
  const second = text.indexOf(': ', first + 2)
  if (first < 0 || second < 0) return [text]
  return [text.slice(0, first), text.slice(first + 2, second), text.slice(second + 2)]
}

/** The lines that show one error of the engine; undefined for the error of something else. */
function blockOf(text: string): string | undefined {
  if (!text.startsWith('template: ')) return undefined
  const rest = text.slice('template: '.length)
  if (rest.startsWith('no template ')) return lines('', '', text)
  const executing = rest.indexOf(': executing ')
  if (executing >= 0) {
    const found = /^"([^"]*)" at <(.*?)>: (.*)$/s.exec(rest.slice(executing + ': executing '.length))
    if (found) {
      const [, name, at, message = ''] = found
      return lines(rest.slice(0, executing), `executing "${name}" at <${at}>:`, firstOf(message))
    }
  }
  const colon = rest.lastIndexOf(': ')
  return colon < 0 ? undefined : lines(rest.slice(0, colon), '', firstOf(rest.slice(colon + 2)))
}

/** Without the error of another template that follows. */
function firstOf(message: string): string {
  const next = message.indexOf(' template:')
  return next < 0 ? message : message.slice(0, next)
}

function lines(location: string, executing: string, message: string): string {
  const first = location && `${location}\n  `
  const second = executing && `${executing}\n    `
  return `${first}${second}${message && `${message}\n`}`
}
