import { createHmac } from 'node:crypto'
import { goBytes } from '@sluice/gotemplate'
import type { Cryptography } from './cryptography.ts'
import { concat } from './der.ts'

const seed = 'com.lyndir.masterpassword'

/** Masks of passwords: a letter for each kind of character. */
const masks: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: [
    ...[
      'CvcvnoCvcvCvcv',
      'CvcvCvcvnoCvcv',
      'CvcvCvcvCvcvno',
      'CvccnoCvcvCvcv',
      'CvccCvcvnoCvcv',
      'CvccCvcvCvcvno',
    ],
    ...[
      'CvcvnoCvccCvcv',
      'CvcvCvccnoCvcv',
      'CvcvCvccCvcvno',
      'CvcvnoCvcvCvcc',
      'CvcvCvcvnoCvcc',
      'CvcvCvcvCvccno',
    ],
    ...[
      'CvccnoCvccCvcv',
      'CvccCvccnoCvcv',
      'CvccCvccCvcvno',
      'CvcvnoCvccCvcc',
      'CvcvCvccnoCvcc',
      'CvcvCvccCvccno',
    ],
    ...['CvccnoCvcvCvcc', 'CvccCvcvnoCvcc', 'CvccCvcvCvccno'],
  ],
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
}

const kinds: Readonly<Record<string, string>> = {
  V: 'AEIOU',
  C: 'BCDFGHJKLMNPQRSTVWXYZ',
  v: 'aeiou',
  c: 'bcdfghjklmnpqrstvwxyz',
  A: 'AEIOUBCDFGHJKLMNPQRSTVWXYZ',
  a: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz',
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()',
}

/** For what and for whom a password is. */
export interface PasswordRequest {
  readonly counter: number
  /** `long`, `maximum`, `medium`, `short`, `basic` or `pin`. */
  readonly type: string
  readonly password: string
  readonly user: string
  readonly site: string
}

/** The Master Password algorithm: the same password for the same request, always. */
export function derivePassword(request: PasswordRequest, { scrypt }: Pick<Cryptography, 'scrypt'>): string {
  const choices = Object.hasOwn(masks, request.type) ? masks[request.type] : undefined
  if (!choices) return `cannot find password template ${request.type}`
  const user = goBytes(request.user)
  const site = goBytes(request.site)
  const salt = concat([goBytes(seed), uint32(user.length), user])
  const options = { cost: 32_768, blockSize: 8, parallelization: 2, length: 64 }
  const key = scrypt(goBytes(request.password), salt, options)
  const message = concat([goBytes(seed), uint32(site.length), site, uint32(request.counter)])
  const [first = 0, ...rest] = createHmac('sha256', key).update(message).digest()
  const mask = choices[first % choices.length] ?? ''
  return [...mask]
    .map((kind, i) => {
      const characters = kinds[kind] ?? ''
      return characters.charAt((rest[i] ?? 0) % characters.length)
    })
    .join('')
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
