import { X509Certificate } from 'node:crypto'

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/**
 * Takes the certificates out of PEM, whatever else is in it.
 * @throws {TypeError} where there are none, or one cannot be read: nobody's certificate would be good then, in silence
 */
export function readClientCa(pem: string): string {
  const certificates = pem.match(block) ?? []
  if (certificates.length === 0) {
    throw new TypeError('cannot read the CA of clients: no PEM certificate is in it; give one or more')
  }
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate)
    } catch (error) {
      throw new TypeError(`cannot read the CA of clients: certificate ${index + 1} is not X.509`, {
        cause: error,
      })
    }
  }
  return `${certificates.join('\n')}\n`
}
