/** A Sigstore of one's own: an authority that gives certificates to identities, and two transparency logs. @module */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { der, extension, type Issued, issue } from '@sluice/testing'
import { envelope, signerOf } from './cosign.ts'

const authority = issue({ subject: { O: 'sigstore.test', CN: 'root' }, isAuthority: true })
const log = newLog()
const certificateLog = newLog()
const madeAt = Date.parse('2026-01-01T00:00:00Z')

function newLog() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey, spki, id: sha256(spki) }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** `trusted_root.json` of this world. */
export function trustedRoot(): string {
  const authorityOf = ({ spki, id }: typeof log) => ({
    baseUrl: 'https://log.test',
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: spki.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: '2020-01-01T00:00:00Z' },
    },
    logId: { keyId: id.toString('base64') },
  })
  const certificates = [{ rawBytes: authority.der.toString('base64') }]
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [authorityOf(log)],
    certificateAuthorities: [{ certChain: { certificates }, validFor: { start: '2020-01-01T00:00:00Z' } }],
    ctlogs: [authorityOf(certificateLog)],
    timestampAuthorities: [],
  })
}

/** A certificate of ten minutes for somebody whom an issuer has identified. */
export function certify(issuer: string, subject: string, by: Issued = authority): Issued {
  const names = extension('551d11', der(0x30, der(0x86, Buffer.from(subject))), true)
  const identifiedBy = extension('2b0601040183bf300108', der(0x0c, Buffer.from(issuer)))
  const codeSigning = extension('551d25', der(0x30, der(0x06, Buffer.from('2b06010505070303', 'hex'))))
  return issue({
    subject: {},
    issuer: by,
    from: new Date(madeAt - 60_000),
    to: new Date(madeAt + 540_000),
    extensions: [names, identifiedBy, codeSigning],
    seal: toBeSigned => certificateTimestamp(toBeSigned, by),
  })
}

/** RFC 6962, sections 3.2 and 3.3: that the certificate is in the log of certificates. */
function certificateTimestamp(toBeSigned: Buffer, { publicKey }: Issued): Buffer {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(madeAt))
  const issuerKey = sha256(publicKey.export({ type: 'spki', format: 'der' }))
  const entry = Buffer.concat([issuerKey, uint(3, toBeSigned.length), toBeSigned])
  const signed = Buffer.concat([uint(2, 0), time, uint(2, 1), entry, uint(2, 0)])
  const signature = sign('sha256', signed, certificateLog.privateKey)
  const head = [uint(1, 0), certificateLog.id, time, uint(2, 0), uint(1, 4), uint(1, 3)]
  const timestamp = Buffer.concat([...head, uint(2, signature.length), signature])
  const list = Buffer.concat([uint(2, timestamp.length + 2), uint(2, timestamp.length), timestamp])
  return extension('2b06010401d679020402', der(0x04, list))
}

function uint(size: number, value: number): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}

/** What the log of signatures says of an entry. */
function logEntry(body: object) {
  const canonical = Buffer.from(JSON.stringify(body))
  const promised = {
    body: canonical.toString('base64'),
    integratedTime: madeAt / 1000,
    logID: log.id.toString('hex'),
    logIndex: 0,
  }
  const promise = sign('sha256', Buffer.from(JSON.stringify(promised)), log.privateKey).toString('base64')
  return { canonical, promised, promise }
}

/** A log of one entry, whose root is the hash of that entry. */
function inclusionProof(canonical: Buffer) {
  const root = sha256(Buffer.concat([Buffer.from([0]), canonical])).toString('base64')
  const note = `log.test\n1\n${root}\n`
  const signature = Buffer.concat([log.id.subarray(0, 4), sign('sha256', Buffer.from(note), log.privateKey)])
  const checkpoint = { envelope: `${note}\n\u2014 log.test ${signature.toString('base64')}\n` }
  return { logIndex: '0', rootHash: root, treeSize: '1', hashes: [], checkpoint }
}

/** A bundle about an image. */
export function keylessBundle(digest: string, signer: Issued) {
  const dsseEnvelope = envelope(digest, signerOf(signer.privateKey))
  const payloadHash = sha256(Buffer.from(dsseEnvelope.payload, 'base64')).toString('hex')
  const verifier = Buffer.from(signer.pem).toString('base64')
  const signatures = dsseEnvelope.signatures.map(({ sig }) => ({ signature: sig, verifier }))
  const spec = { payloadHash: { algorithm: 'sha256', value: payloadHash }, signatures }
  const { canonical, promised, promise } = logEntry({ apiVersion: '0.0.1', kind: 'dsse', spec })
  const entry = {
    logIndex: '0',
    logId: { keyId: log.id.toString('base64') },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(promised.integratedTime),
    inclusionPromise: { signedEntryTimestamp: promise },
    inclusionProof: inclusionProof(canonical),
    canonicalizedBody: promised.body,
  }
  const verificationMaterial = {
    certificate: { rawBytes: signer.der.toString('base64') },
    tlogEntries: [entry],
  }
  return { verificationMaterial, dsseEnvelope }
}

/** The annotations of a signature of the older form. */
export function keylessAnnotations(payload: Buffer, signer: Issued): Readonly<Record<string, string>> {
  const signature = signerOf(signer.privateKey)(payload).toString('base64')
  const spec = {
    data: { hash: { algorithm: 'sha256', value: sha256(payload).toString('hex') } },
    signature: { content: signature, publicKey: { content: Buffer.from(signer.pem).toString('base64') } },
  }
  const { promised, promise } = logEntry({ apiVersion: '0.0.1', kind: 'hashedrekord', spec })
  return {
    'dev.cosignproject.cosign/signature': signature,
    'dev.sigstore.cosign/certificate': signer.pem,
    'dev.sigstore.cosign/bundle': JSON.stringify({ SignedEntryTimestamp: promise, Payload: promised }),
  }
}
