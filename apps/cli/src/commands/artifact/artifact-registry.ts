/** What the artifact commands share: addresses, logins, and the registry itself. @module */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import {
  type Credentials,
  type ImageReference,
  ImageReferenceError,
  openRegistry,
  parseDockerConfig,
  parseImageReference,
  type Registry,
} from '@sluice/io/oci'
import type { Context } from '../../context.ts'
import { choice, text, toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'

/** Flags of all commands that talk to registries. */
export const registryFlags = {
  creds: text('login for the registry, user[:password]'),
  provider: choice('how to log in', ['generic', 'aws', 'azure', 'gcp'], {
    initial: 'generic',
    refusal: value => `source OCI provider '${value}' is not supported`,
  }),
  'insecure-registry': toggle('speak HTTP instead of HTTPS'),
} as const

type RegistryContext = Context<typeof registryFlags>

/** Reads `oci://host/path[:tag]`. @throws UsageError */
export function parseArtifactUrl(url: string): ImageReference {
  if (!url.startsWith('oci://')) throw new UsageError("URL must be in format 'oci://<domain>/<org>/<repo>'")
  try {
    return parseImageReference(url)
  } catch (error) {
    if (!(error instanceof ImageReferenceError)) throw error
    // go-containerregistry: whatever is wrong with a reference, it could not be parsed.
    const bare = url.slice('oci://'.length)
    throw new UsageError(`'${url}' invalid URL: could not parse reference: ${bare}`)
  }
}

/** Runs work on a registry, which is closed afterwards. */
export async function withRegistry<T>(
  reference: ImageReference,
  context: RegistryContext,
  work: (registry: Registry) => Promise<T>,
): Promise<T> {
  const credentials = credentialsFor(reference, context)
  const registry = openRegistry({
    registry: reference.registry,
    ...(context.flags['insecure-registry'] ? { insecure: true } : {}),
    ...(credentials ? { credentials } : {}),
  })
  try {
    return await work(registry)
  } finally {
    await registry.close()
  }
}

/** What the flag says, or what Docker's configuration does. */
function credentialsFor(
  reference: ImageReference,
  { flags, env, log }: RegistryContext,
): Credentials | undefined {
  if (flags.provider !== 'generic')
    throw new Error(
      `logging in by provider '${flags.provider}' is not available in this version of sluice yet`,
    )
  if (flags.creds) {
    log.action('logging in to registry with credentials')
    const [username = '', ...rest] = flags.creds.split(':')
    return { type: 'basic', username, password: rest.join(':') }
  }
  const folder = env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker')
  const config = readIfThere(join(folder, 'config.json'))
  return config === undefined ? undefined : parseDockerConfig(config)(reference)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
