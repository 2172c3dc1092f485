import { byteLength } from '@sluice/gotemplate'
import { encodeBase64, hashSync } from 'bcryptjs'

const cost = 10

/** A password hashed with bcrypt and a new salt. @throws Error for a password that bcrypt would cut */
export function hashPassword(password: string, randomBytes: (count: number) => Uint8Array): string {
  if (byteLength(password) > 72) throw new Error('bcrypt: password length exceeds 72 bytes')
  const salt = encodeBase64(randomBytes(16), 16)
  return hashSync(password, `$2a$${cost}$${salt}`)
}
