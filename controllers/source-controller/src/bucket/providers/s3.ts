/** Buckets of Amazon, and of whoever speaks as it does. @module */
import { Reason } from '@sluice/api/source'
import { type AccessKey, type BucketOptions, ldapCredentials } from '@sluice/io/bucket'
import { IdentityError } from '@sluice/io/cloud-identity'
import { NetworkError } from '@sluice/io/http'
import { type SecretData, textOf } from '../../secrets/secret-data.ts'
import { CredentialsError, type ProviderContext, StsError } from './provider.ts'

type Credentials = (signal: AbortSignal) => Promise<AccessKey>

/** How the bucket is opened. @throws CredentialsError, StsError */
export async function s3Options(context: ProviderContext): Promise<BucketOptions> {
  const { object, secrets, now } = context
  const { spec } = object
  const { proxy, tls } = secrets
  const insecure = spec?.insecure ?? false
  const credentials = await credentialsOf(context)
  return {
    type: 's3',
    endpoint: spec?.endpoint ?? '',
    bucket: spec?.bucketName ?? '',
    insecure,
    now,
    ...(spec?.region ? { region: spec.region } : {}),
    ...(proxy ? { proxy } : {}),
    ...(tls && !insecure ? { tls } : {}),
    ...(credentials ? { credentials } : {}),
  }
}

async function credentialsOf(context: ProviderContext): Promise<Credentials | undefined> {
  const { object, secrets } = context
  const key = secrets.login && keyIn(secrets.login, object.spec?.secretRef?.name ?? '')
  requireSts(context)
  if (secrets.login) return key && (async () => key)
  if (object.spec?.provider === 'aws') return awsCredentials(context)
  return object.spec?.sts ? ldapLogin(context) : undefined
}

/** A Secret whose key is empty is as good as none. */
function keyIn(data: SecretData, name: string): AccessKey | undefined {
  if (!data['accesskey'] || !data['secretkey'])
    throw new CredentialsError(`invalid '${name}' secret data: required fields 'accesskey' and 'secretkey'`)
  const key = { accessKey: textOf(data['accesskey']), secretKey: textOf(data['secretkey']) }
  return key.accessKey && key.secretKey ? key : undefined
}

/** The API server sees to most of this; objects that were stored by another one are looked at again. */
function requireSts({ object, secrets }: ProviderContext): void {
  const { provider = 'generic', sts } = object.spec ?? {}
  if (!sts) return
  const refuse = (message: string) => new StsError(Reason.InvalidSTSConfiguration, message)
  if (sts.provider !== (provider === 'aws' ? 'aws' : 'ldap'))
    throw refuse(`STS provider '${sts.provider}' is not supported for '${provider}' bucket provider`)
  if (sts.provider === 'aws' && sts.secretRef)
    throw refuse("spec.sts.secretRef is not required for the 'aws' STS provider")
  if (sts.provider === 'aws' && sts.certSecretRef)
    throw refuse("spec.sts.certSecretRef is not required for the 'aws' STS provider")
  if (!URL.canParse(sts.endpoint))
    throw new StsError(Reason.URLInvalid, `failed to parse STS endpoint '${sts.endpoint}'`)
  const login = secrets.stsLogin
  if (sts.provider === 'ldap' && login && !(login['username']?.length && login['password']?.length))
    throw new CredentialsError(
      `invalid '${sts.secretRef?.name}' secret data for 'ldap' STS provider: required fields username, password`,
    )
}

async function awsCredentials({ identities, request }: ProviderContext): Promise<Credentials> {
  try {
    const key = await identities.cloud.awsKey(request)
    return async () => key
  } catch (error) {
    if (!(error instanceof IdentityError || error instanceof NetworkError)) throw error
    throw new CredentialsError(`AWS authentication failed: ${error.message}`, { cause: error })
  }
}

function ldapLogin({ object, secrets }: ProviderContext): Credentials {
  const { proxy, stsLogin, stsTls } = secrets
  return ldapCredentials({
    endpoint: object.spec?.sts?.endpoint ?? '',
    username: textOf(stsLogin?.['username']),
    password: textOf(stsLogin?.['password']),
    ...(proxy ? { proxy } : {}),
    ...(stsTls ? { tls: stsTls } : {}),
  })
}
