/** The organizations in the subject of a certificate request. @module */

/** The object identifier of organizationName, 2.5.4.10, as DER writes it with its tag and length. */
const organization = Buffer.from([0x06, 0x03, 0x55, 0x04, 0x0a])

/** Reads them from the base64 of a PEM request; what cannot be read has none. */
export function organizationsOf(request: string): readonly string[] {
  const pem = Buffer.from(request, 'base64').toString('latin1')
  const [, body = ''] = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]+?)-----END/.exec(pem) ?? []
  const der = Buffer.from(body, 'base64')
  const found: string[] = []
  for (let at = der.indexOf(organization); at >= 0; at = der.indexOf(organization, at + 1)) {
    // What follows is a text: a tag, its length, the bytes.
    const start = at + organization.length + 2
    const length = der[start - 1] ?? 0
    if (length < 0x80) found.push(der.toString('utf8', start, start + length))
  }
  return found
}
