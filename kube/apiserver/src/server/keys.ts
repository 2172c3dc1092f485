import { generateKeyPairSync } from 'node:crypto'
import type { Journal } from '../storage/index.ts'
import { issueCertificate, type KeyPair } from './certificate.ts'

/** Keys and certificates of one server. */
export interface ServerKeys {
  /** Signs the serving certificate and client certificates. */
  readonly ca: KeyPair
  readonly serving: KeyPair
  /** RSA, PEM: signs and verifies ServiceAccount tokens (RS256). Made when first asked for, which takes a while. */
  readonly serviceAccountKey: { readonly private: string; readonly public: string }
}

export const caCommonName = 'sluice-ca'
const year = 365 * 24 * 3600 * 1000

/** Takes the CA and the token key from the journal, or makes them (and keeps them there if there is one). */
export function createKeys(now: Date, hosts: readonly string[], journal?: Journal): ServerKeys {
  const ca = kept(journal, 'ca', () =>
    issueCertificate({ commonName: caCommonName, usage: 'ca', ...validity(now) }),
  )
  let signingKey: ServerKeys['serviceAccountKey'] | undefined
  const serving = issueCertificate({
    commonName: 'kube-apiserver',
    hosts,
    usage: 'server',
    issuer: { commonName: caCommonName, keyPair: ca },
    ...validity(now),
  })
  return {
    ca,
    serving,
    get serviceAccountKey() {
      signingKey ??= kept(journal, 'serviceAccountKey', newSigningKey)
      return signingKey
    },
  }
}

/** A minute early, for clocks that lag behind. */
function validity(now: Date): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - 60_000), notAfter: new Date(now.getTime() + 10 * year) }
}

function newSigningKey(): { private: string; public: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    private: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    public: String(publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

function kept<T>(journal: Journal | undefined, name: string, make: () => T): T {
  const text = journal?.fact(name)
  if (text !== undefined) return JSON.parse(text)
  const made = make()
  journal?.setFact(name, JSON.stringify(made))
  return made
}
