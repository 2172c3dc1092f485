/** Parts of specs that several kinds have, made of flags. An empty flag makes no part. @module */
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject, JsonValue } from '@sluice/base/json'

/** A member, unless its value is empty. */
export function member(name: string, value: JsonValue): JsonObject {
  const isEmpty = value === '' || value === false || (Array.isArray(value) && value.length === 0)
  return isEmpty ? {} : { [name]: value }
}

/** A duration, unless it is none. */
export function durationMember(name: string, ms: number): JsonObject {
  return ms === 0 ? {} : { [name]: formatDuration(ms) }
}

/** A reference by name, unless there is none. */
export function referenceMember(name: string, to: string): JsonObject {
  return to ? { [name]: { name: to } } : {}
}

/** `spec.ignore` out of a list of patterns. */
export function ignoreMember(paths: readonly string[]): JsonObject {
  return member('ignore', paths.join('\n'))
}

/** References to other objects out of `[namespace/]name` texts. */
export function dependsOnMember(texts: readonly string[]): JsonObject {
  const references = texts.map(text => {
    const at = text.indexOf('/')
    return at < 0 ? { name: text } : { name: text.slice(at + 1), namespace: text.slice(0, at) }
  })
  return member('dependsOn', references)
}

/** `spec.verify` of charts and OCI artifacts. */
export function verifyMember(flags: {
  readonly 'verify-provider': string
  readonly 'verify-secret-ref': string
  readonly 'verify-issuer': string
  readonly 'verify-subject': string
}): JsonObject {
  const provider = flags['verify-provider']
  if (!provider) return {}
  const { 'verify-issuer': issuer, 'verify-subject': subject } = flags
  return {
    verify: {
      provider,
      ...referenceMember('secretRef', flags['verify-secret-ref']),
      ...(issuer || subject ? { matchOIDCIdentity: [{ issuer, subject }] } : {}),
    },
  }
}
