import { choice, custom, FlagValueError } from '../../parser/flags.ts'

/** Flags about the SSH key to make. */
export const sshFlags = {
  'ssh-key-algorithm': choice('kind of SSH key to make', ['rsa', 'ecdsa', 'ed25519'], {
    initial: 'ecdsa',
    refusal: value => `unsupported public key algorithm '${value}'`,
  }),
  'ssh-rsa-bits': custom('size of the RSA key to make', 2048, parseBits, { placeholder: 'rsaKeyBits' }),
  'ssh-ecdsa-curve': choice('curve of the ECDSA key to make', ['p256', 'p384', 'p521'], {
    initial: 'p384',
    refusal: value => `unsupported curve '${value}'`,
  }),
} as const

function parseBits(text: string): number {
  const bits = Number(text)
  if (!/^[-+]?\d+$/.test(text)) throw new FlagValueError(`strconv.Atoi: parsing "${text}": invalid syntax`)
  if (bits < 1024) throw new FlagValueError('RSA key bit size must be at least 1024')
  if (bits % 8 !== 0) throw new FlagValueError('RSA key bit size must be a multiples of 8')
  return bits
}
