/**
 * A reporter for `node --test` that prints what a reader needs: each failure with its cause, each skipped test
 * with its reason, and the counts as one line (`counts: {…}`) for the process that started it.
 * @module
 */
import type { TestEvent } from 'node:test/reporters'

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type === 'test:fail') yield failure(event.data)
    if (event.type === 'test:pass' && event.data.skip !== undefined) {
      yield `skipped: ${event.data.name}${typeof event.data.skip === 'string' ? ` (${event.data.skip})` : ''}\n`
    }
    if (event.type === 'test:stderr' || event.type === 'test:stdout') yield event.data.message
    if (event.type === 'test:summary' && event.data.file === undefined) {
      yield `counts: ${JSON.stringify(event.data.counts)}\n`
    }
  }
}

function failure(data: Extract<TestEvent, { type: 'test:fail' }>['data']): string {
  const { error } = data.details
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message
  return `failed: ${data.name}\n  at ${data.file ?? '?'}:${data.line ?? 0}\n  ${cause.replaceAll('\n', '\n  ')}\n`
}
