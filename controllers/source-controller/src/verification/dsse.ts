/** Signed statements: DSSE (github.com/secure-systems-lab/dsse) around in-toto statements. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, parseObject, textAt } from './json-fields.ts'
import { SignatureError } from './signature-error.ts'

const statementType = 'application/vnd.in-toto+json'

/** A statement, and who says that it is signed. */
export interface Envelope {
  readonly payload: Buffer
  /** What the signatures are of: DSSE's pre-authentication encoding. */
  readonly signed: Buffer
  readonly signatures: readonly Buffer[]
}

/** The envelope of a Sigstore bundle. @throws SignatureError if it has none */
export function envelopeOf(bundle: JsonObject): Envelope {
  const envelope = objectAt(bundle, 'dsseEnvelope')
  const type = textAt(envelope, 'payloadType')
  const payload = Buffer.from(textAt(envelope, 'payload'), 'base64')
  const signatures = objectsAt(envelope, 'signatures').map(each => Buffer.from(textAt(each, 'sig'), 'base64'))
  if (signatures.length === 0) throw new SignatureError('bundle does not contain a DSSE envelope')
  if (type !== statementType) throw new SignatureError(`envelope holds '${type}', not a statement`)
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `
  return { payload, signed: Buffer.concat([Buffer.from(head), payload]), signatures }
}

/** @throws SignatureError if the statement is about other artifacts */
export function requireSubject(statement: Uint8Array, digest: string): void {
  const [algorithm = '', hex = ''] = digest.split(':')
  const subjects = objectsAt(parseObject(statement, 'the in-toto statement'), 'subject')
  if (subjects.some(subject => hex !== '' && textAt(objectAt(subject, 'digest'), algorithm) === hex)) return
  throw new SignatureError(`provided artifact digest does not match any digest in statement: ${digest}`)
}
