/** The bucket, and who we are to its store. @module */
import { type Bucket as BucketObject, Reason, SourceCondition } from '@sluice/api/source'
import type { Bucket, BucketOptions } from '@sluice/io/bucket'
import type { IdentityRequest } from '@sluice/io/cloud-identity'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { requireGate } from '../identity/object-identity.ts'
import type { Deps } from './deps.ts'
import { azureOptions } from './providers/azure.ts'
import { gcsOptions } from './providers/gcs.ts'
import { CredentialsError, type ProviderContext, StsError } from './providers/provider.ts'
import { s3Options } from './providers/s3.ts'
import { readSecrets } from './read-secrets.ts'
import type { BucketRun } from './reconciler.ts'

/** Opens the bucket of the spec with the Secrets of the spec. */
export async function connect(object: BucketObject, run: BucketRun, deps: Deps): Promise<Bucket> {
  const { provider = 'generic', serviceAccountName } = object.spec ?? {}
  const tell = (reason: string, message: string): void =>
    run.mark(SourceCondition.FetchFailed, 'True', reason, message)
  if (provider !== 'generic') requireGate(serviceAccountName, deps.identities, tell)
  try {
    const secrets = await readSecrets(object, run.signal, deps)
    const request = requestOf(object, secrets, run, deps)
    const context = { object, secrets, request, identities: deps.identities, now: () => run.now() }
    return deps.openBucket(await optionsOf(provider, { ...context, env: deps.env }))
  } catch (error) {
    if (error instanceof StsError) {
      tell(error.reason, error.message)
      throw new Stalled(error.reason, error.message)
    }
    if (!(error instanceof CredentialsError)) throw error
    const options = { condition: SourceCondition.FetchFailed, cause: error }
    throw new Failed(Reason.AuthenticationFailed, error.message, options)
  }
}

function requestOf(
  { metadata, spec }: BucketObject,
  { proxy }: ProviderContext['secrets'],
  { signal }: Pick<BucketRun, 'signal'>,
  { identities }: Deps,
): IdentityRequest {
  const account = identities.accountOf(metadata.namespace ?? '', spec?.serviceAccountName)
  return {
    signal,
    ...(account ? { account } : {}),
    ...(proxy ? { proxy } : {}),
    ...(spec?.region ? { region: spec.region } : {}),
    ...(spec?.sts ? { stsEndpoint: spec.sts.endpoint } : {}),
  }
}

async function optionsOf(provider: string, context: ProviderContext): Promise<BucketOptions> {
  switch (provider) {
    case 'gcp':
      return gcsOptions(context)
    case 'azure':
      return azureOptions(context)
    default:
      return s3Options(context)
  }
}
