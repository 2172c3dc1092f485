/**
 * Access keys that a store of its own gives out to users of a directory (MinIO's AssumeRoleWithLDAPIdentity).
 * @module
 */
import { redact } from '@sluice/base/redact'
import type { AccessKey } from '../aws/sign-v4.ts'
import { createHttpClient, type HttpClient, type HttpOptions, statusText } from '../http/index.ts'
import { BucketError } from './bucket.ts'
import { sendPatiently } from './send.ts'
import { elementsOf, textOf } from './xml.ts'

/** Whom to log in as, and where. */
export interface LdapLogin extends HttpOptions {
  readonly endpoint: string
  readonly username: string
  readonly password: string
}

const maxAnswer = 1024 ** 2

/** Logs in with the first key that is asked for; that one serves from then on. @throws BucketError */
export function ldapCredentials(login: LdapLogin): (signal: AbortSignal) => Promise<AccessKey> {
  let key: Promise<AccessKey> | undefined
  return signal => {
    key ??= logIn(login, signal)
    return key
  }
}

async function logIn(login: LdapLogin, signal: AbortSignal): Promise<AccessKey> {
  const client = createHttpClient(login)
  try {
    return await askForKey(client, login, signal)
  } finally {
    await client.close()
  }
}

async function askForKey(
  client: HttpClient,
  { endpoint, username, password }: LdapLogin,
  signal: AbortSignal,
): Promise<AccessKey> {
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithLDAPIdentity',
    LDAPPassword: password,
    LDAPUsername: username,
    Version: '2011-06-15',
  })
  const response = await sendPatiently(client, {
    method: 'POST',
    url: endpoint,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
    signal,
  })
  const body = Buffer.from(await response.bytes(maxAnswer)).toString('utf8')
  const [credentials = ''] = elementsOf(body, 'Credentials')
  const [accessKey, secretKey] = [textOf(credentials, 'AccessKeyId'), textOf(credentials, 'SecretAccessKey')]
  if (response.status === 200 && accessKey && secretKey)
    return { accessKey, secretKey, sessionToken: textOf(credentials, 'SessionToken') }
  const message = textOf(body, 'Message') || `${response.status} ${statusText(response.status)}`
  throw new BucketError(textOf(body, 'Code') || String(response.status), redact(message, [password]))
}
