import type { JsonObject } from '@sluice/base/json'

/** One entry of `details.causes`. */
export interface StatusCause {
  readonly reason?: string
  readonly message: string
  readonly field?: string
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

/** An answer that is not the asked-for one, in Kubernetes' words. Thrown anywhere below a request. */
export class ApiError extends Error {
  readonly code: number
  readonly reason: string
  readonly details: StatusDetails | undefined
  /** Headers besides content-type: Retry-After, WWW-Authenticate. */
  readonly headers: Readonly<Record<string, string>>
  /** `metadata.continue`: how to go on with a list that cannot go on as it began. */
  readonly continueToken: string | undefined

  constructor(options: {
    readonly code: number
    readonly reason?: string
    readonly message: string
    readonly details?: StatusDetails
    readonly headers?: Readonly<Record<string, string>>
    readonly continueToken?: string
  }) {
    super(options.message)
    this.name = 'ApiError'
    this.code = options.code
    this.reason = options.reason ?? ''
    this.details = options.details
    this.headers = options.headers ?? {}
    this.continueToken = options.continueToken
  }

  /** The Status object. */
  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken === undefined ? {} : { continue: this.continueToken },
      status: 'Failure',
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: detailsJson(this.details) } : {}),
      code: this.code,
    }
  }
}

function detailsJson(details: StatusDetails): JsonObject {
  return {
    ...(details.name ? { name: details.name } : {}),
    ...(details.group ? { group: details.group } : {}),
    ...(details.kind ? { kind: details.kind } : {}),
    ...(details.uid ? { uid: details.uid } : {}),
    ...(details.causes?.length ? { causes: details.causes.map(causeJson) } : {}),
    ...(details.retryAfterSeconds ? { retryAfterSeconds: details.retryAfterSeconds } : {}),
  }
}

function causeJson(cause: StatusCause): JsonObject {
  return {
    ...(cause.reason ? { reason: cause.reason } : {}),
    message: cause.message,
    ...(cause.field ? { field: cause.field } : {}),
  }
}

/** The Status of a delete that answers no object. */
export function successStatus(details: StatusDetails): JsonObject {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: detailsJson(details) }
}
