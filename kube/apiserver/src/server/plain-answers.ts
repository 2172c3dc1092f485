/** Answers that are no Status: those of the HTTP server before any API is reached. @module */
import type { Answer } from '../http/answer.ts'

const plainText = 'text/plain; charset=utf-8'

export const pageNotFound = {
  type: 'text',
  code: 404,
  text: '404 page not found\n',
  contentType: plainText,
  headers: { 'x-content-type-options': 'nosniff' },
} as const satisfies Answer

/** A target that is no URL: its connection goes too. */
export const malformedTarget = {
  type: 'text',
  code: 400,
  text: '400 Bad Request',
  contentType: plainText,
  headers: { connection: 'close' },
  isUncached: true,
} as const satisfies Answer

/** `/api/v1/watch` says how, but not of what. */
export function unreadablePath(target: string): Answer {
  const problem = `failed to create RequestInfo: unable to determine kind and namespace from url, ${target}`
  return {
    ...pageNotFound,
    code: 500,
    text: `Internal Server Error: ${JSON.stringify(target)}: ${problem}\n`,
    isUncached: true,
  }
}
