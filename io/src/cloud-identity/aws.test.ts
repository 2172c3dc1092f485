import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type CloudServer, startCloudServer } from '@sluice/testing'
import { codeCommitLogin } from './aws/code-commit.ts'
import { type CloudIdentity, createCloudIdentity } from './cloud-identity.ts'
import { TokenCache } from './token-cache.ts'
import type { IdentityRequest, ServiceAccount } from './types.ts'

const { signal } = new AbortController()
const start = Date.parse('2026-01-01T00:00:00Z')
let clouds: CloudServer
let now = start
let identity: CloudIdentity

before(async () => {
  clouds = await startCloudServer()
})
after(() => clouds.stop())
beforeEach(() => {
  now = start
  clouds.requests.length = 0
  identity = open({})
})

function open(env: Readonly<Record<string, string>>, cache?: TokenCache): CloudIdentity {
  return createCloudIdentity({ env, openHttp: clouds.openHttp, now: () => now }, cache)
}

const role = 'arn:aws:iam::123456789012:role/reader'

function asAccount(annotations: Readonly<Record<string, string>> = { 'eks.amazonaws.com/role-arn': role }) {
  const account: ServiceAccount = {
    namespace: 'team',
    name: 'flux',
    annotations,
    issueToken: async audiences => `token for ${audiences.join()}`,
  }
  return { account: async () => account, signal } satisfies IdentityRequest
}

function sts(host: string, expiration = new Date(start + 3_600_000).toISOString()): void {
  clouds.on('POST', `${host}/`, ({ form }) => {
    assert.equal(form.get('Action'), 'AssumeRoleWithWebIdentity')
    assert.equal(form.get('RoleArn'), role)
    assert.equal(form.get('RoleSessionName'), `flux.team.${host.split('.')[1]}.fluxcd.io`)
    assert.equal(form.get('WebIdentityToken'), 'token for sts.amazonaws.com')
    const key = '<AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey>'
    const rest = `<SessionToken>ST</SessionToken><Expiration>${expiration}</Expiration>`
    const result = `<AssumeRoleWithWebIdentityResult><Credentials>${key}${rest}</Credentials></AssumeRoleWithWebIdentityResult>`
    return {
      headers: { 'content-type': 'text/xml' },
      body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</AssumeRoleWithWebIdentityResponse>`,
    }
  })
}

const refuse = (host: string, status: number, code: string, message: string): void =>
  clouds.on('POST', `${host}/`, () => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  }))

test('an account becomes the role that it names, through the proxy of the user', async () => {
  sts('sts.eu-west-1.amazonaws.com')
  const proxy = { address: 'http://proxy.test:3128' }
  const key = await identity.awsKey({ ...asAccount(), region: 'eu-west-1', proxy })
  const expiresAt = start + 3_600_000
  assert.deepEqual(key, { accessKey: 'AK', secretKey: 'SK', sessionToken: 'ST', expiresAt })
  assert.deepEqual(clouds.opened.at(-1), { proxy })
})

const accountFailures: readonly {
  says: string
  annotations?: Readonly<Record<string, string>>
  region?: string
  stsEndpoint?: string
}[] = [
  {
    says: "failed to create provider access token for service account 'team/flux': an AWS region is required for authenticating with a service account. please configure one in the object spec",
  },
  {
    region: 'eu-west-1',
    annotations: {},
    says: "failed to get provider identity from service account 'team/flux' annotations: invalid eks.amazonaws.com/role-arn annotation: ''. must match ^arn:aws[\\w-]*:iam::[0-9]{1,30}:role/.{1,200}$",
  },
  {
    region: 'eu-west-1',
    stsEndpoint: 'https://sts.thief.test',
    says: "failed to create provider access token for service account 'team/flux': invalid STS endpoint: 'https://sts.thief.test'. must match ^https://(.+\\.)?sts(-fips)?(\\.[^.]+)?(\\.vpce)?\\.amazonaws\\.com$",
  },
]
for (const { says, annotations, ...request } of accountFailures) {
  test(`an account cannot become a role: ${says.slice(-60)}`, async () => {
    const asked = identity.awsKey({ ...asAccount(annotations), ...request })
    await assert.rejects(asked, { name: 'IdentityError', message: says })
  })
}

test('a refusal is told with its code, and without the token', async () => {
  refuse(
    'sts.us-west-2.amazonaws.com',
    403,
    'AccessDenied',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  )
  await assert.rejects(identity.awsKey({ ...asAccount(), region: 'us-west-2' }), {
    name: 'IdentityError',
    message:
      "failed to create provider access token for service account 'team/flux': operation error STS: https response error StatusCode: 403, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
  })
})

test('a service that is busy is asked again', async () => {
  sts('sts.eu-north-1.amazonaws.com')
  let refusals = 1
  clouds.on('POST', 'sts.eu-north-1.amazonaws.com/', () =>
    refusals-- > 0
      ? {
          status: 429,
          headers: { 'content-type': 'text/xml' },
          body: '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
        }
      : undefined,
  )
  const { accessKey } = await identity.awsKey({ ...asAccount(), region: 'eu-north-1' })
  assert.equal(accessKey, 'AK')
  assert.equal(clouds.requests.length, 2)
})

test('the controller itself needs a region', async () => {
  await assert.rejects(identity.awsKey({ signal }), {
    message:
      /^failed to create provider access token for the controller: AWS_REGION environment variable is not set in the Flux controller\. if you have/,
  })
})

const password = (text: string): string => Buffer.from(text).toString('base64')

test('a registry gives a password for a key of its region', async () => {
  sts('sts.eu-central-1.amazonaws.com')
  clouds.on('POST', 'api.ecr.eu-central-1.amazonaws.com/', ({ headers }) => {
    assert.equal(headers['x-amz-target'], 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken')
    assert.equal(headers['x-amz-security-token'], 'ST')
    assert.match(
      String(headers['authorization']),
      /^AWS4-HMAC-SHA256 Credential=AK\/20260101\/eu-central-1\/ecr\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=/,
    )
    const expiresAt = start / 1000 + 43_200
    return { body: { authorizationData: [{ authorizationToken: password('AWS:pass'), expiresAt }] } }
  })
  const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com'
  assert.deepEqual(await identity.registryLogin('aws', host, asAccount()), {
    username: 'AWS',
    password: 'pass',
    expiresAt: start + 43_200_000,
  })
})

test('the public registry has its passwords in us-east-1', async () => {
  sts('sts.us-east-1.amazonaws.com')
  clouds.on('POST', 'api.ecr-public.us-east-1.amazonaws.com/', () => ({
    body: { authorizationData: { authorizationToken: password('AWS:public'), expiresAt: 1 } },
  }))
  const login = await identity.registryLogin('aws', 'public.ecr.aws', asAccount())
  assert.equal(login.password, 'public')
})

const registryFailures = [
  {
    answer: {
      status: 400,
      body: { __type: 'com.amazon#UnrecognizedClientException', message: 'no such key' },
    },
    says: 'operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, api error UnrecognizedClientException: no such key',
  },
  { answer: { body: { authorizationData: [] } }, says: 'no authorization data returned' },
  {
    answer: { body: { authorizationData: [{ authorizationToken: password('a:b:c'), expiresAt: 1 }] } },
    says: 'invalid authorization token format',
  },
]
for (const { answer, says } of registryFailures) {
  test(`a registry gives no password: ${says}`, async () => {
    sts('sts.ap-south-1.amazonaws.com')
    clouds.on('POST', 'api.ecr.ap-south-1.amazonaws.com/', () => answer)
    const asked = identity.registryLogin('aws', '1.dkr.ecr.ap-south-1.amazonaws.com', asAccount())
    await assert.rejects(asked, {
      name: 'IdentityError',
      message: `failed to create artifact registry credentials: ${says}`,
    })
  })
}

test("a registry of somebody else's is none of Amazon's", async () => {
  await assert.rejects(identity.registryLogin('aws', 'ghcr.io', { signal }), {
    name: 'IdentityError',
    message: /^invalid AWS registry: 'ghcr\.io'\. must match \(\[0-9\+\]\*\)\.dkr/,
  })
})

test('an endpoint of the environment outranks that of the region', async () => {
  sts('sts.sa-east-1.amazonaws.com')
  clouds.on('POST', 'ecr.test/', () => ({
    body: { authorizationData: [{ authorizationToken: password('AWS:local'), expiresAt: 1 }] },
  }))
  const local = open({ AWS_ENDPOINT_URL_ECR: 'https://ecr.test' })
  const login = await local.registryLogin('aws', '1.dkr.ecr.sa-east-1.amazonaws.com', asAccount())
  assert.equal(login.password, 'local')
})

test('CodeCommit is logged in to with a signature of the address', () => {
  const url = new URL('https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app')
  const key = {
    accessKey: 'AKIDEXAMPLE',
    secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: 'ST',
  }
  const login = codeCommitLogin(url, { ...key, expiresAt: start + 60_000 }, start)
  assert.equal(login.type, 'basic')
  if (login.type !== 'basic') return
  assert.equal(login.username, 'AKIDEXAMPLE%ST')
  // Worked out by another implementation of the same steps.
  assert.equal(
    login.password,
    '20260101T000000Z4bc1b6fa13256f35720a234467733d5f127cfefac2ce1a4821dc757fb1bb2dde',
  )
  assert.equal(login.expiresAt, start + 60_000)
})

test('only addresses of CodeCommit are logged in to', async () => {
  const cases = [
    [
      'http://git-codecommit.us-east-1.amazonaws.com/x',
      'AWS CodeCommit authentication requires an HTTPS Git URL',
    ],
    ['https://example.com/x', 'invalid AWS CodeCommit Git URL: example.com'],
  ] as const
  for (const [url, message] of cases)
    await assert.rejects(identity.gitLogin('aws', url, { signal }), { message })
})

const cluster = 'arn:aws:eks:eu-west-3:123456789012:cluster/prod'

test('a cluster is looked up, and let in by a signed question', async () => {
  sts('sts.eu-west-3.amazonaws.com')
  clouds.on('GET', 'eks.eu-west-3.amazonaws.com/clusters/prod', () => ({
    body: { cluster: { endpoint: 'https://prod.eks.test', certificateAuthority: { data: password('CA') } } },
  }))
  const access = await identity.clusterAccess('aws', { cluster }, asAccount())
  assert.equal(access.server, 'https://prod.eks.test')
  assert.equal(access.certificateAuthority, 'CA')
  assert.equal(access.expiresAt, start + 15 * 60_000)
  const question = new URL(Buffer.from(access.token.replace('k8s-aws-v1.', ''), 'base64url').toString())
  assert.equal(question.host, 'sts.eu-west-3.amazonaws.com')
  assert.equal(question.searchParams.get('Action'), 'GetCallerIdentity')
  assert.equal(question.searchParams.get('X-Amz-Expires'), '900')
  assert.equal(question.searchParams.get('X-Amz-SignedHeaders'), 'host;x-k8s-aws-id')
})

test('a cluster that may not be looked up, or is none', async () => {
  sts('sts.eu-west-3.amazonaws.com')
  clouds.on('GET', 'eks.eu-west-3.amazonaws.com/clusters/prod', () => ({
    status: 403,
    headers: { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/' },
    body: { message: 'may not' },
  }))
  await assert.rejects(identity.clusterAccess('aws', { cluster }, asAccount()), {
    message: `failed to describe EKS cluster '${cluster}': operation error EKS: DescribeCluster, https response error StatusCode: 403, api error AccessDeniedException: may not`,
  })
  await assert.rejects(identity.clusterAccess('aws', { cluster: 'prod' }, asAccount()), {
    message: /^invalid EKS cluster ARN: 'prod'\. must match \^arn:/,
  })
})

test('what was got is kept until most of its life is over', async () => {
  sts('sts.ca-central-1.amazonaws.com')
  const kept = open({}, new TokenCache({ maxSize: 10, maxDuration: 3_600_000, now: () => now }))
  const request = { ...asAccount(), region: 'ca-central-1' }
  await Promise.all([kept.awsKey(request), kept.awsKey(request)])
  now = start + 0.79 * 3_600_000
  await kept.awsKey(request)
  assert.equal(clouds.requests.length, 1)
  now = start + 0.81 * 3_600_000
  await kept.awsKey(request)
  assert.equal(clouds.requests.length, 2)
})
