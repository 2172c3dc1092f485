/** Whether a private key needs a passphrase. PEM says so in its header, OpenSSH in its cipher. */
export function isEncryptedKey(pem: string): boolean {
  if (/^Proc-Type: 4,ENCRYPTED/m.test(pem) || pem.includes('BEGIN ENCRYPTED PRIVATE KEY')) return true
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(pem)?.[1]
  if (!body) return false
  const bytes = Buffer.from(body.replace(/\s+/g, ''), 'base64')
  const magic = 'openssh-key-v1\0'
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return false
  const length = bytes.length >= magic.length + 4 ? bytes.readUInt32BE(magic.length) : 0
  const cipher = bytes.subarray(magic.length + 4, magic.length + 4 + length).toString('latin1')
  return cipher !== 'none'
}

/** Whether the text holds a private key at all. */
export function isPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]+-----END/.test(text)
}
