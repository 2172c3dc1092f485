/** The bucket, and who we are to its store. @module */
import { type Bucket as BucketObject, Reason, SourceCondition } from '@sluice/api/source'
import type { AccessKey, Bucket } from '@sluice/io/bucket'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { readProxy } from '../secrets/proxy-secret.ts'
import { type SecretAt, type SecretData, SecretError, textOf } from '../secrets/secret-data.ts'
import { readTls } from '../secrets/tls-secret.ts'
import type { Deps } from './deps.ts'
import type { BucketRun } from './reconciler.ts'

/** Opens the bucket of the spec with the Secrets of the spec. */
export async function connect(object: BucketObject, run: BucketRun, deps: Deps): Promise<Bucket> {
  const { spec } = object
  requireKnownProvider(object, run)
  const at = (name: string): SecretAt => ({
    namespace: object.metadata.namespace ?? '',
    name,
    getSecret: deps.getSecret,
    signal: run.signal,
  })
  const secret = spec?.secretRef && (await readLogin(object, spec.secretRef.name, run.signal, deps))
  const proxyName = spec?.proxySecretRef?.name
  const tlsName = spec?.certSecretRef?.name
  const proxy =
    proxyName === undefined
      ? undefined
      : await failing('failed to get proxy URL', () => readProxy(at(proxyName)))
  const tls =
    tlsName === undefined ? undefined : await failing('failed to get TLS config', () => readTls(at(tlsName)))
  return deps.openBucket({
    endpoint: spec?.endpoint ?? '',
    bucket: spec?.bucketName ?? '',
    insecure: spec?.insecure ?? false,
    now: () => run.now(),
    ...(spec?.region ? { region: spec.region } : {}),
    ...(proxy ? { proxy } : {}),
    ...(tls ? { tls } : {}),
    ...(secret ? { credentials: async () => secret } : {}),
  })
}

async function readLogin(
  object: BucketObject,
  name: string,
  signal: AbortSignal,
  deps: Deps,
): Promise<AccessKey> {
  const namespace = object.metadata.namespace ?? ''
  let data: SecretData
  try {
    data = await deps.getSecret(namespace, name, signal)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw failed(`failed to get secret '${namespace}/${name}': ${error.message}`, error)
  }
  if (!data['accesskey'] || !data['secretkey'])
    throw failed(`invalid '${name}' secret data: required fields 'accesskey' and 'secretkey'`)
  return { accessKey: textOf(data['accesskey']), secretKey: textOf(data['secretkey']) }
}

async function failing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    throw failed(`${what}: ${error.message}`, error)
  }
}

function failed(message: string, cause?: unknown): Failed {
  return new Failed(Reason.AuthenticationFailed, message, { condition: SourceCondition.FetchFailed, cause })
}

/** Buckets of a cloud have their place here. */
function requireKnownProvider(object: BucketObject, run: Pick<BucketRun, 'mark'>): void {
  const { provider = 'generic', serviceAccountName, sts, secretRef } = object.spec ?? {}
  const stall = (reason: string, message: string): Stalled => {
    run.mark(SourceCondition.FetchFailed, 'True', reason, message)
    return new Stalled(reason, message)
  }
  if (provider !== 'generic' && serviceAccountName) {
    const gate = 'ObjectLevelWorkloadIdentity'
    throw stall(
      Reason.FeatureGateDisabled,
      `to use spec.serviceAccountName for provider authentication please enable the ${gate} feature gate in the controller`,
    )
  }
  if (provider === 'gcp' || provider === 'azure')
    throw stall(Reason.InvalidProviderConfiguration, `bucket provider '${provider}' is not supported yet`)
  if (sts) throw stall(Reason.InvalidSTSConfiguration, `STS provider '${sts.provider}' is not supported yet`)
  if (provider === 'aws' && !secretRef)
    throw failed('AWS authentication failed: no credentials of AWS on this machine; set spec.secretRef')
}
