/** Signatures of the Notary Project in JWS: signature-envelope-jws.md. @module */
import { constants, verify, type X509Certificate } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { objectAt, parseObject, textAt } from '../json-fields.ts'
import { SignatureError } from '../signature-error.ts'
import { readCertificate, requireValidChain } from './certificate-chain.ts'

/** What is signed, by whom, when. */
export interface SignedEnvelope {
  /** The descriptor of what is signed. */
  readonly target: JsonObject
  /** The signer's certificate first. */
  readonly chain: readonly X509Certificate[]
  readonly scheme: 'notary.x509' | 'notary.x509.signingAuthority'
  /** Of the scheme with a signing authority alone. */
  readonly signedAt: Date | undefined
  readonly expiresAt: Date | undefined
}

const headers = {
  scheme: 'io.cncf.notary.signingScheme',
  expiry: 'io.cncf.notary.expiry',
  authenticTime: 'io.cncf.notary.authenticSigningTime',
} as const
const payloadType = 'application/vnd.cncf.notary.payload.v1+json'

/** Algorithms, and the keys that use them. */
const algorithms: Readonly<Record<string, { readonly hash: string; readonly key: string }>> = {
  PS256: { hash: 'sha256', key: 'rsa 2048' },
  PS384: { hash: 'sha384', key: 'rsa 3072' },
  PS512: { hash: 'sha512', key: 'rsa 4096' },
  ES256: { hash: 'sha256', key: 'ec prime256v1' },
  ES384: { hash: 'sha384', key: 'ec secp384r1' },
  ES512: { hash: 'sha512', key: 'ec secp521r1' },
}

/** Takes an envelope apart whose signature is of its payload, by the chain in it. @throws SignatureError */
export function openEnvelope(bytes: Uint8Array): SignedEnvelope {
  const envelope = parseObject(bytes, 'the signature envelope')
  const chain = chainOf(envelope)
  const header = parseObject(decode(textAt(envelope, 'protected')), 'the protected header')
  requireSignature(envelope, header, chain)
  requireValidChain(chain)
  const type = textAt(header, 'cty')
  if (type !== payloadType) throw new SignatureError(`payload content type "${type}" not supported`)
  const payload = parseObject(decode(textAt(envelope, 'payload')), 'the signed payload')
  return { target: objectAt(payload, 'targetArtifact'), chain, ...attributesOf(header) }
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}

function chainOf(envelope: JsonObject): readonly X509Certificate[] {
  const { x5c } = objectAt(envelope, 'header')
  if (!Array.isArray(x5c) || x5c.length === 0) throw new SignatureError('certificate chain is not present')
  return x5c.map(each => readCertificate(Buffer.from(String(each), 'base64')))
}

function requireSignature(
  envelope: JsonObject,
  header: JsonObject,
  [signer]: readonly X509Certificate[],
): void {
  const name = textAt(header, 'alg')
  const algorithm = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined
  if (!algorithm || !signer || algorithm.key !== keyName(signer))
    throw new SignatureError(`signature is invalid. Error: signing method ${name} is invalid`)
  const signed = Buffer.from(`${textAt(envelope, 'protected')}.${textAt(envelope, 'payload')}`)
  const key = name.startsWith('PS')
    ? {
        key: signer.publicKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_AUTO,
      }
    : { key: signer.publicKey, dsaEncoding: 'ieee-p1363' as const }
  if (!verify(algorithm.hash, signed, key, decode(textAt(envelope, 'signature'))))
    throw new SignatureError('signature is invalid. Error: verification error')
}

function keyName({ publicKey: { asymmetricKeyType, asymmetricKeyDetails } }: X509Certificate): string {
  return `${asymmetricKeyType} ${asymmetricKeyDetails?.modulusLength ?? asymmetricKeyDetails?.namedCurve}`
}

function attributesOf(header: JsonObject): Pick<SignedEnvelope, 'scheme' | 'signedAt' | 'expiresAt'> {
  const scheme = textAt(header, headers.scheme)
  const signedAt = timeAt(header, headers.authenticTime)
  const expiresAt = timeAt(header, headers.expiry)
  if (scheme !== 'notary.x509' && scheme !== 'notary.x509.signingAuthority')
    throw new SignatureError(`unsupported SigningScheme: \`${scheme}\``)
  if ((scheme === 'notary.x509') === (signedAt !== undefined)) {
    const verb = signedAt ? 'must not' : 'must'
    throw new SignatureError(
      `"${headers.authenticTime}" header ${verb} be present for ${scheme} signing scheme`,
    )
  }
  requireCritical(header, [
    headers.scheme,
    ...(signedAt ? [headers.authenticTime] : []),
    ...(expiresAt ? [headers.expiry] : []),
  ])
  return { scheme, signedAt, expiresAt }
}

/** What a signer marks as critical must be understood; what decides here must be marked. */
function requireCritical(header: JsonObject, known: readonly string[]): void {
  const { crit } = header
  const marked = Array.isArray(crit) ? crit.map(String) : []
  if (marked.length === 0) throw new SignatureError('missing "crit" header')
  const missing = known.find(name => !marked.includes(name))
  if (missing) throw new SignatureError(`these required headers are not marked as critical: [${missing}]`)
  const unknown = marked.find(name => !known.includes(name))
  if (unknown) throw new SignatureError(`"${unknown}" header is marked critical but not supported`)
}

function timeAt(header: JsonObject, name: string): Date | undefined {
  const text = textAt(header, name)
  if (text === '') return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new SignatureError(`"${name}" header is no time: "${text}"`)
  return time
}
