import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryCluster } from '@sluice/testing'
import { accountSource } from './service-account.ts'

const { signal } = new AbortController()
const annotations = { 'eks.amazonaws.com/role-arn': 'arn' }

/** A cluster whose ServiceAccounts have tokens. */
class Issuing extends MemoryCluster {
  readonly asked: unknown[] = []
  answer: unknown = { status: { token: 'issued' } }

  override async raw(method: string, path: string, body?: unknown): Promise<unknown> {
    this.asked.push({ method, path, body })
    return this.answer
  }
}

function cluster(): Issuing {
  const metadata = { name: 'reader', namespace: 'team', annotations }
  return new Issuing({ objects: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }] })
}

test('an account has annotations, and tokens for whom they are meant', async () => {
  const client = cluster()
  const find = accountSource(
    client,
    { namespace: 'team', name: 'reader' },
    { isEnabled: true, defaultName: '' },
  )
  const account = await find?.(signal)
  assert.deepEqual(account?.annotations, annotations)
  assert.equal(await account?.issueToken(['cloud'], signal), 'issued')
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: ['cloud'] },
  }
  const path = '/api/v1/namespaces/team/serviceaccounts/reader/token'
  assert.deepEqual(client.asked, [{ method: 'POST', path, body }])
})

test('who names no account is the controller, or the default account', async () => {
  const client = cluster()
  const open = { isEnabled: true, defaultName: '' }
  assert.equal(accountSource(client, { namespace: 'team' }, open), undefined)
  const find = accountSource(client, { namespace: 'team' }, { isEnabled: true, defaultName: 'reader' })
  assert.equal((await find?.(signal))?.name, 'reader')
})

const failures = [
  {
    name: 'gone',
    says: 'failed to get service account \'team/gone\': ServiceAccount "gone" not found',
  },
  {
    name: '',
    says: "failed to get service account 'team/default-one': the specified default service account does not exist in the object namespace. your cluster is subject to multi-tenant workload identity lockdown, reach out to your cluster administrator for help",
  },
]
for (const { name, says } of failures) {
  test(`an account cannot be had: ${says.slice(0, 60)}`, async () => {
    const policy = { isEnabled: true, defaultName: 'default-one' }
    const find = accountSource(cluster(), { namespace: 'team', name }, policy)
    await assert.rejects(async () => find?.(signal), { name: 'IdentityError', message: says })
  })
}

test('without the gate nobody becomes an account', async () => {
  const client = cluster()
  const find = accountSource(
    client,
    { namespace: 'team', name: 'reader' },
    { isEnabled: false, defaultName: '' },
  )
  await assert.rejects(async () => (await find?.(signal))?.issueToken([], signal), {
    message: 'ObjectLevelWorkloadIdentity feature gate is not enabled',
  })
  assert.deepEqual(client.asked, [])
})
