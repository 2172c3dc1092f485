/** Who a client certificate is for. @module */
import { createHash } from 'node:crypto'
import { type PeerCertificate, TLSSocket } from 'node:tls'
import type { UserInfo } from './user.ts'

/** What a certificate says; `refused` where one was presented that cannot be trusted or read. */
export type CertificateVerdict =
  | { readonly type: 'user'; readonly user: UserInfo }
  | { readonly type: 'none' }
  | { readonly type: 'refused' }

const known = new WeakMap<TLSSocket, CertificateVerdict>()

/** Reads the certificate of a connection, once. */
export function certificateVerdict(socket: object | undefined): CertificateVerdict {
  if (socket === undefined || !(socket instanceof TLSSocket)) return { type: 'none' }
  let verdict = known.get(socket)
  if (!verdict) known.set(socket, (verdict = verdictOn(socket)))
  return verdict
}

function verdictOn(socket: TLSSocket): CertificateVerdict {
  const certificate = socket.getPeerCertificate()
  // Without one Node gives an empty object.
  if (!certificate?.raw) return { type: 'none' }
  return socket.authorized ? certifiedUser(certificate) : { type: 'refused' }
}

/** The attribute of a subject that holds a user's uid. */
const uidAttribute = '1.3.6.1.4.1.57683.2'

/** The common name is the user, organizations are groups. */
export function certifiedUser({
  subject,
  raw,
}: Pick<PeerCertificate, 'subject' | 'raw'>): CertificateVerdict {
  const attribute = (name: string): readonly string[] => {
    const value: unknown = Object(subject)[name]
    return [value].flat().filter(each => typeof each === 'string')
  }
  const username = attribute('CN').at(-1)
  if (!username) return { type: 'none' }
  const uids = attribute(uidAttribute)
  if (uids.length > 1 || uids[0] === '') return { type: 'refused' }
  const fingerprint = createHash('sha256').update(raw).digest('hex')
  const user = {
    username,
    ...(uids[0] === undefined ? {} : { uid: uids[0] }),
    groups: [...attribute('O'), 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`] },
  }
  return { type: 'user', user }
}
