/**
 * `.prov` files: a signed text that holds a chart's metadata and the digest of its archive.
 * @module
 */
import { digestOf } from '@sluice/base/digest'
import { formatYaml } from '@sluice/yaml'
import type { ChartMetadata } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { readYaml } from '../chart/read-yaml.ts'
import { formatMetadata } from '../package/format-metadata.ts'

/** An archive, and the name of its file. */
export interface NamedArchive {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Who signed an archive. */
export interface Verification {
  readonly identities: readonly string[]
  /** In upper-case hexadecimal. */
  readonly fingerprint: string
  /** `sha256:…` of the archive. */
  readonly digest: string
}

/** What to verify, and with which keys. */
export interface VerifyRequest {
  readonly archive: NamedArchive
  readonly provenance: string
  readonly keyring: Uint8Array
  readonly now: Date
}

/**
 * Verifies that an archive is the one that somebody of the keyring signed.
 * @throws ChartError in Helm's words
 */
export async function verifyProvenance(request: VerifyRequest): Promise<Verification> {
  const { archive, provenance, keyring, now } = request
  const { readKeyring, readSignedText, signerOf } = await import('@sluice/openpgp')
  const signed = await readSignedText(provenance)
  if (!signed) throw new ChartError('signature block not found')
  const signer = await asChartError(async () => signerOf(signed, await readKeyring(keyring), now))
  const digest = digestOf(archive.bytes)
  requireDigest(signed.text, archive.name, digest)
  return { identities: signer.getUserIDs(), fingerprint: signer.getFingerprint().toUpperCase(), digest }
}

/** What to sign, and with which key. */
export interface SignRequest {
  readonly archive: NamedArchive
  readonly metadata: ChartMetadata
  readonly keyring: Uint8Array
  /** A part of the name of the key's owner. */
  readonly key: string
  /** Called if the key is locked. */
  readonly passphrase: () => Promise<string>
  readonly now: Date
}

/**
 * The `.prov` file of an archive.
 * @throws ChartError in Helm's words
 */
export async function signProvenance(request: SignRequest): Promise<string> {
  const { archive, metadata, passphrase, now } = request
  const { readKeyring, signText } = await import('@sluice/openpgp')
  const signer = chooseSigner(await asChartError(() => readKeyring(request.keyring)), request.key)
  if (!signer.isPrivate()) {
    throw new ChartError('provided key is not a private key. Try providing a keyring with secret keys')
  }
  const sums = formatYaml({ files: { [archive.name]: digestOf(archive.bytes) } })
  const text = `${formatMetadata(metadata)}\n...\n${sums}`
  return asChartError(() => signText(text, signer, { passphrase, date: now }))
}

async function asChartError<T>(work: () => Promise<T>): Promise<T> {
  const { OpenPgpError } = await import('@sluice/openpgp')
  try {
    return await work()
  } catch (error) {
    if (error instanceof OpenPgpError) throw new ChartError(error.message, { cause: error })
    throw error
  }
}

/** The key whose owner is called so, or the only one whose owner's name contains it. */
function chooseSigner<K extends { getUserIDs(): string[] }>(keys: readonly K[], name: string): K {
  const exact = keys.find(key => key.getUserIDs().includes(name))
  if (exact) return exact
  const candidates = keys.filter(key => key.getUserIDs().some(owner => owner.includes(name)))
  if (candidates.length > 1) throw new ChartError(`more than one key contain the id ${JSON.stringify(name)}`)
  const [only] = candidates
  if (!only) throw new ChartError('private key not found')
  return only
}

function requireDigest(text: string, name: string, digest: string): void {
  const [, sums] = text.split('\n...\n')
  if (sums === undefined) throw new ChartError('message block must have at least two parts')
  const expected = digestFor(readYaml(sums), name)
  if (expected === undefined) {
    throw new ChartError(`provenance does not contain a SHA for a file named ${JSON.stringify(name)}`)
  }
  if (expected !== digest) {
    throw new ChartError(`sha256 sum does not match for ${name}: "${expected}" != "${digest}"`)
  }
}

function digestFor(sums: unknown, name: string): string | undefined {
  const files = memberOf(sums, 'files')
  const digest = memberOf(files, name)
  return typeof digest === 'string' ? digest : undefined
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}
