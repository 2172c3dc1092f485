import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CloudServer, startCloudServer } from '@sluice/testing'
import { ldapCredentials } from './ldap-login.ts'

const { signal } = new AbortController()
let clouds: CloudServer
before(async () => {
  clouds = await startCloudServer()
})
after(() => clouds.stop())

const place = () => `${new URL(clouds.url).host}/sts`
const login = () => ({ endpoint: `${clouds.url}/sts`, username: 'me', password: 'pass word' })

test('a user of the directory is given one key', async () => {
  clouds.on('POST', place(), ({ form }) => {
    assert.equal(form.get('Action'), 'AssumeRoleWithLDAPIdentity')
    assert.equal(form.get('LDAPUsername'), 'me')
    assert.equal(form.get('LDAPPassword'), 'pass word')
    const key =
      '<AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey><SessionToken>ST</SessionToken>'
    return {
      body: `<AssumeRoleWithLDAPIdentityResponse><AssumeRoleWithLDAPIdentityResult><Credentials>${key}</Credentials></AssumeRoleWithLDAPIdentityResult></AssumeRoleWithLDAPIdentityResponse>`,
    }
  })
  const credentials = ldapCredentials(login())
  const key = { accessKey: 'AK', secretKey: 'SK', sessionToken: 'ST' }
  assert.deepEqual(await Promise.all([credentials(signal), credentials(signal)]), [key, key])
  assert.equal(clouds.requests.length, 1)
})

test('who is refused is told why, without the password', async () => {
  clouds.on('POST', place(), () => ({
    status: 403,
    body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>LDAP server: wrong: pass word</Message></Error></ErrorResponse>',
  }))
  await assert.rejects(ldapCredentials(login())(signal), {
    name: 'BucketError',
    code: 'AccessDenied',
    message: 'LDAP server: wrong: *****',
  })
  clouds.on('POST', place(), () => ({ status: 404, body: 'nothing here' }))
  await assert.rejects(ldapCredentials(login())(signal), { message: '404 Not Found' })
})
