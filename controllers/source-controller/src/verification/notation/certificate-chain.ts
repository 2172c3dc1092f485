/** Chains of certificates that may sign code: the rules of the Notary Project's signature specification. @module */
import { X509Certificate } from 'node:crypto'
import { SignatureError } from '../signature-error.ts'
import { keyUsageOf } from './certificate-extensions.ts'

/** OIDs of uses that have nothing to do with signing code: TLS, mail, timestamps, OCSP. */
const foreignUses = [1, 2, 4, 8, 9].map(use => `1.3.6.1.5.5.7.3.${use}`)

/** Reads a certificate in DER or PEM. @throws SignatureError */
export function readCertificate(bytes: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(bytes)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new SignatureError(`malformed certificate: ${error.message}`, { cause: error })
  }
}

/** A certificate's subject on one line. */
export function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.split('\n').toReversed().join(',')
}

/** From the signer's certificate to a root that signed itself. @throws SignatureError */
export function requireValidChain(chain: readonly X509Certificate[]): void {
  for (const [i, certificate] of chain.entries()) {
    const issuer = chain[i + 1] ?? certificate
    if (!isIssuedBy(certificate, issuer)) {
      throw new SignatureError(
        issuer === certificate
          ? `root certificate with subject "${subjectOf(certificate)}" is not self-signed. Certificate chain must end ` +
              'with a valid self-signed root certificate'
          : `certificate with subject "${subjectOf(certificate)}" is not issued by "${subjectOf(issuer)}"`,
      )
    }
    if (i === 0) requireSigner(certificate)
    else requireAuthority(certificate)
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.issuer === issuer.subject && certificate.verify(issuer.publicKey)
}

function requireSigner(certificate: X509Certificate): void {
  const title = `certificate with subject "${subjectOf(certificate)}"`
  if (certificate.ca)
    throw new SignatureError(
      `${title}: if the basic constraints extension is present, the ca field must be set to false`,
    )
  const [usage, ...others] = requireUsages(certificate).filter(each => each !== 'ContentCommitment')
  if (usage !== 'DigitalSignature') {
    throw new SignatureError(
      `the ${title} is invalid. The key usage must have the bit positions for "Digital Signature" set`,
    )
  }
  if (others.length > 0) {
    const found = others.map(other => `"${other}"`).join(', ')
    throw new SignatureError(
      `the ${title} is invalid. The key usage must be "Digital Signature" only, but found ${found}`,
    )
  }
  const foreign = certificate.keyUsage?.find(use => foreignUses.includes(use))
  if (foreign) throw new SignatureError(`${title}: extended key usage must not contain ${foreign} eku`)
}

function requireAuthority(certificate: X509Certificate): void {
  const title = `certificate with subject "${subjectOf(certificate)}"`
  if (!certificate.ca)
    throw new SignatureError(
      `${title}: ca field in basic constraints must be present, critical, and set to true`,
    )
  if (!requireUsages(certificate).includes('CertSign'))
    throw new SignatureError(`${title}: key usage must have the bit positions for key cert sign set`)
}

function requireUsages(certificate: X509Certificate): readonly string[] {
  const title = `certificate with subject "${subjectOf(certificate)}"`
  const usage = keyUsageOf(certificate)
  if (!usage) throw new SignatureError(`${title}: key usage extension must be present`)
  if (!usage.isCritical) throw new SignatureError(`${title}: key usage extension must be marked critical`)
  return usage.usages
}
