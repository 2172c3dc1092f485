/** What keys can be made: RSA and DSA by their bits, elliptic ones by their curve. */
export type KeyKind =
  | { readonly type: 'rsa'; readonly bits: number }
  | { readonly type: 'dsa'; readonly bits: number; readonly divisorBits: number }
  | { readonly type: 'ec'; readonly curve: 'P-256' }
  | { readonly type: 'ed25519' }

/**
 * The cryptography that template functions need from outside, all of it at once and in the foreground, as templates
 * are. Keys are PKCS #8 in DER.
 */
export interface Cryptography {
  generateKey(kind: KeyKind): Uint8Array
  /** The public half, as SubjectPublicKeyInfo. @throws Error if it is no key */
  publicKey(privateKey: Uint8Array): Uint8Array
  /** A signature as certificates hold it; `hash` is undefined where the algorithm brings its own. */
  sign(data: Uint8Array, privateKey: Uint8Array, hash: 'sha256' | 'sha384' | 'sha512' | undefined): Uint8Array
  /** RFC 7914. */
  scrypt(password: Uint8Array, salt: Uint8Array, options: ScryptOptions): Uint8Array
  /** AES-256 in CBC mode, the text filled up to whole blocks as PKCS #7 has it. */
  encryptAesCbc(key: Uint8Array, iv: Uint8Array, text: Uint8Array): Uint8Array
  /** The reverse, with what fills the last block left in. */
  decryptAesCbc(key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Uint8Array
}

/** The cost of deriving a key. */
export interface ScryptOptions {
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
  readonly length: number
}
