import type { ArtifactStore } from '@sluice/io/artifact-store'
import type { Registry, RegistryOptions } from '@sluice/io/oci'
import type { Identities } from '../identity/object-identity.ts'
import type { GetSecret } from '../secrets/secret-data.ts'

/** What the steps need from outside. */
export interface Deps {
  readonly store: ArtifactStore
  readonly getSecret: GetSecret
  readonly identities: Identities
  /** Names of the image pull secrets of a ServiceAccount. @throws SecretError if there is no such account */
  pullSecretsOf(namespace: string, serviceAccount: string, signal: AbortSignal): Promise<readonly string[]>
  openRegistry(options: RegistryOptions): Registry
}
