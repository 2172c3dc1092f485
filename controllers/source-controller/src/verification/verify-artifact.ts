/** Whether an artifact of a registry is signed by somebody whom `spec.verify` trusts. @module */
import type { OCIRepositorySpec } from '@sluice/api/source'
import { type SecretAt, type SecretData, textOf } from '../secrets/secret-data.ts'
import { type CosignPolicy, verifyCosign } from './cosign.ts'
import { keylessPolicy } from './keyless.ts'
import { keyPolicy } from './public-key.ts'
import { SignatureError } from './signature-error.ts'
import type { SignedImage } from './signed-image.ts'

/** What a spec asks for. */
export type Verification = NonNullable<OCIRepositorySpec['verify']>

/** Reads a Secret of the object's namespace. */
export type SecretReader = Omit<SecretAt, 'name'>

/** How a signature is checked; failures are told with it. */
export function providerName({ provider, secretRef }: Verification): string {
  return provider === 'cosign' && !secretRef ? 'cosign keyless' : String(provider)
}

/** `ignored`: the trust policy does not ask for a signature. */
export type VerificationResult = 'verified' | 'ignored'

/** @throws SignatureError if not; RegistryError and NetworkError if that could not be found out */
export async function verifyArtifact(
  image: SignedImage,
  verification: Verification,
  secrets: SecretReader & { readonly now: Date },
): Promise<VerificationResult> {
  const { provider, secretRef } = verification
  if (provider === 'notation') return verifyByPolicy(image, secretRef?.name, secrets)
  if (provider !== 'cosign') throw new SignatureError(`unsupported verification provider: ${provider}`)
  if (secretRef) await verifyWithKeys(image, await readPlain(secrets, secretRef.name))
  else {
    const root = await trustedRootOf(verification, secrets)
    await verifyCosign(image, await keylessPolicy(root, verification.matchOIDCIdentity ?? []))
  }
  return 'verified'
}

async function verifyByPolicy(
  image: SignedImage,
  name: string | undefined,
  secrets: SecretReader & { readonly now: Date },
): Promise<VerificationResult> {
  if (name === undefined) throw new SignatureError(`verification secret cannot be empty: '${image.name}'`)
  const data = await readPlain(secrets, name)
  const secret = `${secrets.namespace}/${name}`
  if (!data['trustpolicy.json'])
    throw new SignatureError(`'trustpolicy.json' not found in secret '${secret}'`)
  const certificates = Object.entries(data).flatMap(([key, bytes]) =>
    /\.(?:crt|pem)$/.test(key) ? [bytes] : [],
  )
  if (certificates.length === 0) throw new SignatureError(`no certificates found in secret '${secret}'`)
  const { verifyNotation } = await import('./notation/notation.ts')
  return verifyNotation(image, { policies: textOf(data['trustpolicy.json']), certificates, now: secrets.now })
}

/** One of the keys is enough. */
async function verifyWithKeys(image: SignedImage, keys: SecretData): Promise<void> {
  const texts = Object.keys(keys)
    .filter(key => key.endsWith('.pub'))
    .sort()
    .map(key => textOf(keys[key]))
  const policies: CosignPolicy[] = texts.map(keyPolicy)
  for (const policy of policies) {
    try {
      return await verifyCosign(image, policy)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
    }
  }
  throw new SignatureError(`no matching signatures were found for '${image.name}'`)
}

async function trustedRootOf({ trustedRootSecretRef }: Verification, secrets: SecretReader): Promise<string> {
  // Sigstore's public root would have to be fetched, and is not ours to ship.
  if (!trustedRootSecretRef) {
    throw new SignatureError(
      "no trusted root: set spec.verify.trustedRootSecretRef to a Secret with 'trusted_root.json'",
    )
  }
  const { name } = trustedRootSecretRef
  const secret = `${secrets.namespace}/${name}`
  const prefix = `failed to read trusted root from secret '${secret}'`
  const data = await readPlain(secrets, name, `${prefix}: `)
  if (!data['trusted_root.json'])
    throw new SignatureError(`${prefix}: 'trusted_root.json' not found in secret '${secret}'`)
  return textOf(data['trusted_root.json'])
}

/** flux: tells the API server's answer as it is. */
async function readPlain({ namespace, getSecret, signal }: SecretReader, name: string, prefix = '') {
  try {
    return await getSecret(namespace, name, signal)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new SignatureError(prefix + error.message, { cause: error })
  }
}
