/** Signatures without a key of one's own: a certificate says who signed, a transparency log when. @module */
import { createHash, X509Certificate } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { compilePattern, type Pattern, PatternError } from '@sluice/regex'
import type { CosignPolicy, SimpleSignature } from './cosign.ts'
import { envelopeOf, requireSubject } from './dsse.ts'
import { objectAt, parseObject, textAt } from './json-fields.ts'
import { SignatureError } from './signature-error.ts'
import type { CertificateIdentity } from './sigstore.ts'

/** Patterns for who may sign. */
export interface IdentityPattern {
  readonly issuer: string
  readonly subject: string
}

/**
 * Trusts whoever has one of the identities, by the trusted root; anybody it vouches for if none is given.
 * @throws SignatureError if root or patterns cannot be read
 */
export async function keylessPolicy(
  trustedRoot: string,
  identities: readonly IdentityPattern[],
): Promise<CosignPolicy> {
  const patterns = identities.map(compile)
  const { readTrustedRoot } = await import('./sigstore.ts')
  const root = readTrustedRoot(trustedRoot)
  return {
    verifyBundle: async (bundle, digest) => {
      const { payload } = envelopeOf(bundle)
      requireIdentity(root.verify(bundle), patterns)
      requireSubject(payload, digest)
    },
    verifySimple: async signature =>
      requireIdentity(root.verify(bundleOf(signature), signature.payload), patterns),
  }
}

interface CompiledIdentity {
  readonly source: IdentityPattern
  readonly issuer: Pattern
  readonly subject: Pattern
}

function compile(source: IdentityPattern): CompiledIdentity {
  try {
    return { source, issuer: compilePattern(source.issuer), subject: compilePattern(source.subject) }
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new SignatureError(`malformed identity pattern: ${error.message}`, { cause: error })
  }
}

function requireIdentity(found: CertificateIdentity, allowed: readonly CompiledIdentity[]): void {
  if (allowed.length === 0) return
  if (allowed.some(({ issuer, subject }) => issuer.find(found.issuer) && subject.find(found.subject))) return
  const wanted = allowed.map(({ source }) => `issuer '${source.issuer}' and subject '${source.subject}'`)
  throw new SignatureError(
    `no matching CertificateIdentity found: certificate is of issuer '${found.issuer}' and subject ` +
      `'${found.subject}', expected ${wanted.join(' or ')}`,
  )
}

/** A signature of the older form as a bundle of version 0.1, which holds the same. */
function bundleOf({ payload, signature, annotations }: SimpleSignature): JsonObject {
  const pem = annotations['dev.sigstore.cosign/certificate']
  if (!pem) throw new SignatureError('no certificate found on signature')
  const logged = annotations['dev.sigstore.cosign/bundle']
  if (!logged) throw new SignatureError('no transparency log entry found on signature')
  const rekor = parseObject(logged, 'the transparency log entry')
  const entry = objectAt(rekor, 'Payload')
  const body = parseObject(Buffer.from(textAt(entry, 'body'), 'base64'), 'the transparency log entry')
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: derOf(pem) }] },
      tlogEntries: [
        {
          logIndex: String(entry['logIndex']),
          logId: { keyId: Buffer.from(textAt(entry, 'logID'), 'hex').toString('base64') },
          kindVersion: { kind: textAt(body, 'kind'), version: textAt(body, 'apiVersion') },
          integratedTime: String(entry['integratedTime']),
          inclusionPromise: { signedEntryTimestamp: textAt(rekor, 'SignedEntryTimestamp') },
          canonicalizedBody: textAt(entry, 'body'),
        },
      ],
    },
    messageSignature: {
      messageDigest: {
        algorithm: 'SHA2_256',
        digest: createHash('sha256').update(payload).digest('base64'),
      },
      signature: signature.toString('base64'),
    },
  }
}

function derOf(pem: string): string {
  try {
    return new X509Certificate(pem).raw.toString('base64')
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new SignatureError(`cannot read the certificate of the signature: ${error.message}`, {
      cause: error,
    })
  }
}
