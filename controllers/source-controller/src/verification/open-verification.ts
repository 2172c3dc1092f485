/** What `spec.verify` trusts, read from its Secrets, and the check that follows. @module */
import type { OCIRepositorySpec } from '@sluice/api/source'
import { type SecretAt, type SecretData, textOf } from '../secrets/secret-data.ts'
import { type CosignPolicy, verifyCosign } from './cosign.ts'
import { keylessPolicy } from './keyless.ts'
import { keyPolicy } from './public-key.ts'
import { SignatureError } from './signature-error.ts'
import type { SignedImage } from './signed-image.ts'

/** What a spec asks for. */
export type Verification = NonNullable<OCIRepositorySpec['verify']>

/** How to read Secrets of the object's namespace, and the time. */
export type VerificationContext = Omit<SecretAt, 'name'> & {
  readonly now: Date
  /** What is to be verified, where that is known beforehand. */
  readonly image?: string
}

/** `ignored`: the trust policy does not ask for a signature. */
export type VerificationResult = 'verified' | 'ignored'

/**
 * Whether an image is signed by somebody trusted.
 * @throws SignatureError if not; RegistryError and NetworkError if that could not be found out
 */
export type CheckImage = (image: SignedImage) => Promise<VerificationResult>

/** A failure, with how signatures are checked. */
export function failureText({ provider, secretRef }: Verification, error: Error): string {
  const name = provider === 'cosign' && !secretRef ? 'cosign keyless' : String(provider)
  return `failed to verify the signature using provider '${name}': ${error.message}`
}

/** @throws SignatureError if what is trusted cannot be read */
export async function openVerification(
  verification: Verification,
  context: VerificationContext,
): Promise<CheckImage> {
  const { provider, secretRef } = verification
  if (provider === 'notation') return openPolicy(secretRef?.name, context)
  if (provider !== 'cosign') throw new SignatureError(`unsupported verification provider: ${provider}`)
  if (secretRef) return openKeys(await readKeys(context, secretRef.name))
  const root = await trustedRootOf(verification, context)
  const policy = await keylessPolicy(root, verification.matchOIDCIdentity ?? [])
  return async image => {
    await verifyCosign(image, policy)
    return 'verified'
  }
}

async function openPolicy(name: string | undefined, context: VerificationContext): Promise<CheckImage> {
  if (name === undefined) {
    const of = context.image === undefined ? '' : `: '${context.image}'`
    throw new SignatureError(`verification secret cannot be empty${of}`)
  }
  const data = await readPlain(context, name)
  const secret = `${context.namespace}/${name}`
  if (!data['trustpolicy.json'])
    throw new SignatureError(`'trustpolicy.json' not found in secret '${secret}'`)
  const certificates = Object.entries(data).flatMap(([key, bytes]) =>
    /\.(?:crt|pem)$/.test(key) ? [bytes] : [],
  )
  if (certificates.length === 0) throw new SignatureError(`no certificates found in secret '${secret}'`)
  const { verifyNotation } = await import('./notation/notation.ts')
  const trust = { policies: textOf(data['trustpolicy.json']), certificates, now: context.now }
  return image => verifyNotation(image, trust)
}

/** flux: where the image is known, a Secret without keys is one that nothing matches. */
async function readKeys(context: VerificationContext, name: string): Promise<SecretData> {
  const data = await readPlain(context, name)
  if (context.image === undefined && !Object.keys(data).some(isKey))
    throw new SignatureError(`no public keys found in secret '${context.namespace}/${name}'`)
  return data
}

function isKey(name: string): boolean {
  return name.endsWith('.pub')
}

/** One of the keys is enough. */
function openKeys(keys: SecretData): CheckImage {
  const policies: CosignPolicy[] = Object.keys(keys)
    .filter(isKey)
    .sort()
    .map(key => keyPolicy(textOf(keys[key])))
  return async image => {
    for (const policy of policies) {
      try {
        await verifyCosign(image, policy)
        return 'verified'
      } catch (error) {
        if (!(error instanceof SignatureError)) throw error
      }
    }
    throw new SignatureError(`no matching signatures were found for '${image.name}'`)
  }
}

async function trustedRootOf(
  { trustedRootSecretRef }: Verification,
  context: VerificationContext,
): Promise<string> {
  // Sigstore's public root would have to be fetched, and is not ours to ship.
  if (!trustedRootSecretRef) {
    throw new SignatureError(
      'no trusted root: set spec.verify.trustedRootSecretRef (OCIRepository) or spec.verify.secretRef',
    )
  }
  const { name } = trustedRootSecretRef
  const secret = `${context.namespace}/${name}`
  const prefix = `failed to read trusted root from secret '${secret}'`
  const data = await readPlain(context, name, `${prefix}: `)
  if (!data['trusted_root.json'])
    throw new SignatureError(`${prefix}: 'trusted_root.json' not found in secret '${secret}'`)
  return textOf(data['trusted_root.json'])
}

/** flux: tells the API server's answer as it is. */
async function readPlain(
  { namespace, getSecret, signal }: VerificationContext,
  name: string,
  prefix = '',
): Promise<SecretData> {
  try {
    return await getSecret(namespace, name, signal)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new SignatureError(prefix + error.message, { cause: error })
  }
}
