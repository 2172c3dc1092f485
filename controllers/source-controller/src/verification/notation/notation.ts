/** Signatures of the Notary Project: what trusted certificates say about an image, as a trust policy weighs it. @module */
import type { X509Certificate } from 'node:crypto'
import type { Descriptor } from '@sluice/io/oci'
import { textAt } from '../json-fields.ts'
import { SignatureError } from '../signature-error.ts'
import { orSignatureError, readBlob, type SignedImage } from '../signed-image.ts'
import { readCertificate, subjectOf } from './certificate-chain.ts'
import { isRevocable } from './certificate-extensions.ts'
import { isSubset, parseSubject } from './distinguished-name.ts'
import { openEnvelope, type SignedEnvelope } from './jws-envelope.ts'
import { type Check, parseTrustPolicies, policyFor, type TrustPolicy } from './trust-policy.ts'

/** What to trust. */
export interface NotationTrust {
  /** `trustpolicy.json`. */
  readonly policies: string
  /** Certificates in PEM or DER, which every trust store of the policies holds. */
  readonly certificates: readonly Uint8Array[]
  readonly now: Date
}

/** `ignored`: the policy asks for nothing, or only for a note about signatures by strangers. */
export type NotationResult = 'verified' | 'ignored'

const signatureType = 'application/vnd.cncf.notary.signature'
/** flux: more are not tried. */
const maxSignatures = 3

/** @throws SignatureError if no signature passes what the policy enforces */
export async function verifyNotation(image: SignedImage, trust: NotationTrust): Promise<NotationResult> {
  const policies = parseTrustPolicies(trust.policies)
  const policy = policyFor(policies, image.name.slice(0, image.name.lastIndexOf('@')))
  if (!policy.actions) return 'ignored'
  const { registry, path, digest, signal } = image
  const described = await registry.resolve(path, digest, signal)
  const referrers = await registry.referrers(path, digest, signal)
  const signatures = referrers.filter(({ artifactType }) => artifactType === signatureType)
  if (signatures.length === 0) {
    throw new SignatureError(
      `no signature is associated with "${image.name}", make sure the artifact was signed successfully`,
    )
  }
  const reasons: string[] = []
  for (const signature of signatures.slice(0, maxSignatures)) {
    try {
      const envelope = openEnvelope(await readEnvelope(image, signature))
      const result = weigh(envelope, policy, trust)
      requireTarget(envelope, described)
      return result
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      reasons.push(`failed to verify signature with digest ${signature.digest}, ${error.message}`)
    }
  }
  if (signatures.length >= maxSignatures) {
    reasons.push(`no more than ${maxSignatures} signatures are looked at`)
  }
  throw new SignatureError(['signature verification failed', ...reasons].join('\n'))
}

async function readEnvelope(image: SignedImage, referrer: Descriptor): Promise<Buffer> {
  const { registry, path, signal } = image
  const { manifest } = await orSignatureError(() => registry.manifest(path, referrer.digest, signal))
  const [layer, ...others] = manifest.layers
  if (!layer || others.length > 0) throw new SignatureError('signature manifest must have one layer')
  if (layer.mediaType !== 'application/jose+json')
    throw new SignatureError(
      `signature envelope format with media type "${layer.mediaType}" is not supported`,
    )
  return readBlob(image, layer)
}

function requireTarget({ target }: SignedEnvelope, { mediaType, digest, size }: Descriptor): void {
  const isTarget =
    textAt(target, 'mediaType') === mediaType &&
    textAt(target, 'digest') === digest &&
    target['size'] === size
  if (!isTarget) throw new SignatureError('content descriptor mismatch')
}

/** Does every check that the policy wants; one that it only logs fails nothing. */
function weigh(envelope: SignedEnvelope, policy: TrustPolicy, trust: NotationTrust): NotationResult {
  const failures = [
    ['authenticity', strangerProblem(envelope, policy, trust.certificates)],
    ['expiry', expiryProblem(envelope, trust.now)],
    ['authenticTimestamp', timeProblem(envelope, policy, trust.now)],
    ['revocation', revocationProblem(envelope)],
  ] as const satisfies readonly (readonly [Check, string | undefined])[]
  const enforced = failures.find(([check, problem]) => problem && policy.actions?.[check] === 'enforce')
  if (enforced) throw new SignatureError(String(enforced[1]))
  const [[, stranger]] = failures
  return stranger ? 'ignored' : 'verified'
}

function strangerProblem(
  { chain, scheme }: SignedEnvelope,
  { name, stores, identities }: TrustPolicy,
  certificates: readonly Uint8Array[],
): string | undefined {
  const store = scheme === 'notary.x509' ? 'ca' : 'signingAuthority'
  if (!stores.includes(store)) return 'no trusted certificates are found to verify authenticity'
  const trusted = certificates.map(readCertificate)
  const isTrusted = (certificate: X509Certificate) => trusted.some(({ raw }) => raw.equals(certificate.raw))
  if (!chain.some(isTrusted))
    return "the signature's certificate chain does not contain any trusted certificate"
  const [signer] = chain
  if (identities.length === 0 || !signer) return undefined
  const subject = parseSubject(signer.subject)
  if (identities.some(identity => isSubset(identity, subject))) return undefined
  return (
    `signing certificate from the digital signature does not match the X.509 trusted identities ` +
    `defined in the trust policy "${name}": its subject is "${subjectOf(signer)}"`
  )
}

function expiryProblem({ expiresAt }: SignedEnvelope, now: Date): string | undefined {
  return expiresAt && now >= expiresAt
    ? `digital signature has expired on "${expiresAt.toISOString()}"`
    : undefined
}

/** Without a timestamp of a third party, certificates must be valid now. */
function timeProblem(
  { chain, signedAt }: SignedEnvelope,
  { stores, verifyTimestamp }: TrustPolicy,
  now: Date,
): string | undefined {
  const at = signedAt ?? now
  const outdated = chain.find(({ validFromDate, validToDate }) => at < validFromDate || at > validToDate)
  const wantsTimestamp = !signedAt && stores.includes('tsa')
  if (wantsTimestamp && (outdated || verifyTimestamp === 'always'))
    return "timestamps are not supported: remove the trust store of type 'tsa', or set verifyTimestamp to afterCertExpiry"
  if (!outdated) return undefined
  const subject = subjectOf(outdated)
  if (signedAt)
    return `certificate "${subject}" was not valid when the digital signature was produced at "${at.toISOString()}"`
  return at < outdated.validFromDate
    ? `verification time is before certificate "${subject}" validity period, it will be valid from "${outdated.validFrom}"`
    : `verification time is after certificate "${subject}" validity period, it was expired at "${outdated.validTo}"`
}

/** Nobody is asked: a certificate that could be revoked may have been. */
function revocationProblem({ chain }: SignedEnvelope): string | undefined {
  const revocable = chain.find(isRevocable)
  return (
    revocable &&
    `signing certificate with subject "${subjectOf(revocable)}" revocation status is unknown: neither OCSP nor CRLs ` +
      'are asked; override revocation in the trust policy'
  )
}
