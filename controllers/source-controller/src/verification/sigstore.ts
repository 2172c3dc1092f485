/**
 * Sigstore's own verification of bundles: certificates, transparency logs, timestamps. Loaded when a keyless signature
 * is checked; no other module names these packages.
 * @module
 */
import { bundleFromJSON } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'
import type { JsonObject } from '@sluice/base/json'
import { objectsAt, parseObject, textAt } from './json-fields.ts'
import { SignatureError } from './signature-error.ts'

/** Who a certificate was given to. */
export interface CertificateIdentity {
  readonly issuer: string
  readonly subject: string
}

/** Verifies bundles against one trusted root. */
export interface BundleVerifier {
  /**
   * Who made a bundle: its certificate, log entry and timestamp are good, and its signature is of its statement, or of
   * the payload given.
   * @throws SignatureError
   */
  verify(bundle: JsonObject, payload?: Buffer): CertificateIdentity
}

/** Reads `trusted_root.json`. @throws SignatureError if it is none */
export function readTrustedRoot(text: string): BundleVerifier {
  const json = parseObject(text, 'trusted root')
  requireRoot(json)
  const material = orSignatureError('unable to parse trusted root', () =>
    toTrustMaterial(TrustedRoot.fromJSON(json)),
  )
  const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 })
  return {
    verify: (bundle, payload) =>
      orSignatureError('failed to verify bundle', () => {
        const { identity } = verifier.verify(toSignedEntity(bundleFromJSON(bundle), payload))
        if (!identity) throw new SignatureError('expected certificate, not key signature')
        return {
          issuer: identity.extensions?.issuer ?? '',
          subject: identity.subjectAlternativeName ?? '',
        }
      }),
  }
}

function requireRoot(root: JsonObject): void {
  const type = textAt(root, 'mediaType')
  if (!/^application\/vnd\.dev\.sigstore\.trustedroot(?:\+json;version=0\.1|\.v0\.2\+json)$/.test(type))
    throw new SignatureError(`unable to parse trusted root: unsupported TrustedRoot media type: ${type}`)
  const logs = objectsAt(root, 'tlogs')
  const prefix = 'unable to extract Rekor URL from trusted root: no transparency log'
  if (logs.length === 0) throw new SignatureError(`${prefix} entries found in trusted root`)
  if (!logs.some(log => textAt(log, 'baseUrl') !== ''))
    throw new SignatureError(`${prefix} entry with a BaseURL found in trusted root`)
}

/** Whatever the packages throw over content of others is about that content. */
function orSignatureError<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new SignatureError(`${what}: ${error.message}`, { cause: error })
  }
}
