import { type FunctionMap, GoFunction } from '@sluice/gotemplate'
import type { FunctionEnvironment } from '../environment.ts'
import { hashPassword } from './hash-password.ts'

/** Sprig's functions for bcrypt: an error becomes the result. */
export function passwordFunctions(environment: Pick<FunctionEnvironment, 'randomBytes'>): FunctionMap {
  const bcrypt = (password: string): string => {
    try {
      return hashPassword(password, count => environment.randomBytes(count))
    } catch (error) {
      if (error instanceof Error) return `failed to encrypt string with bcrypt: ${error.message}`
      throw error
    }
  }
  return {
    bcrypt: new GoFunction(['string'], bcrypt),
    htpasswd: new GoFunction(['string', 'string'], (user: string, password: string) =>
      user.includes(':') ? `invalid username: ${user}` : `${user}:${bcrypt(password)}`,
    ),
  }
}
