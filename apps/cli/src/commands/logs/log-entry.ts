import { isJsonObject, parseJson } from '@sluice/base/json'
import { textAt } from '../../kinds/fields.ts'

/** A line a controller wrote. */
export interface LogEntry {
  readonly time: string
  readonly level: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly message: string
  readonly error: string
}

/** Which lines to show; what is empty matches all. */
export interface LogFilter {
  readonly level: string
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
}

/** Reads a line of JSON; undefined for anything else, which other parts of a controller may write. */
export function parseEntry(line: string): LogEntry | undefined {
  if (!line.startsWith('{')) return undefined
  const value = jsonOf(line)
  if (!isJsonObject(value)) return undefined
  return {
    time: textAt(value, 'ts'),
    level: textAt(value, 'level'),
    kind: textAt(value, 'reconciler kind') || textAt(value, 'controllerKind'),
    name: textAt(value, 'name'),
    namespace: textAt(value, 'namespace'),
    message: textAt(value, 'msg'),
    error: textAt(value, 'error'),
  }
}

/** Whether the filter lets the line through. */
export function isWanted(entry: LogEntry, filter: LogFilter): boolean {
  const same = (wanted: string, actual: string) =>
    wanted === '' || wanted.toLowerCase() === actual.toLowerCase()
  return (
    same(filter.level, entry.level) &&
    same(filter.kind, entry.kind) &&
    same(filter.name, entry.name) &&
    (filter.namespace === undefined || same(filter.namespace, entry.namespace))
  )
}

/** `time level Kind/name.namespace - message error` */
export function formatEntry({ time, level, kind, name, namespace, message, error }: LogEntry): string {
  const subject = name ? `${kind}/${name}.${namespace}` : kind
  return `${time} ${level} ${subject} - ${message} ${error}`
}

function jsonOf(line: string): unknown {
  try {
    return parseJson(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
