import type { JsonObject } from '@sluice/base/json'
import { ApiError, type StatusCause } from '../../status/api-error.ts'
import { findObject, numberAt, objectsAt, textAt } from '../../strategy/values/read.ts'

/** The error of a request that a webhook refused: the Status it gave, with its name in the message. */
export function rejection(hook: string, result: JsonObject | undefined): ApiError {
  const status = result ?? {}
  const [message, reason] = [textAt(status, 'message'), textAt(status, 'reason')]
  const why = message || reason
  const code = numberAt(status, 'code') ?? 0
  const details = findObject(status, 'details')
  return new ApiError({
    code: Math.max(code, 400),
    reason,
    message: `admission webhook ${JSON.stringify(hook)} denied the request${why ? `: ${why}` : ' without explanation'}`,
    ...(details ? { details: detailsOf(details) } : {}),
  })
}

function detailsOf(details: JsonObject) {
  return {
    name: textAt(details, 'name'),
    group: textAt(details, 'group'),
    kind: textAt(details, 'kind'),
    uid: textAt(details, 'uid'),
    causes: objectsAt(details, 'causes').map(causeOf),
    retryAfterSeconds: numberAt(details, 'retryAfterSeconds'),
  }
}

function causeOf(cause: JsonObject): StatusCause {
  return {
    reason: textAt(cause, 'reason'),
    message: textAt(cause, 'message'),
    field: textAt(cause, 'field'),
  }
}
