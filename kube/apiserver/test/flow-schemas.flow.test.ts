import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send, until } from './requests.ts'

let server: ApiServer

before(async () => {
  server = await startApiServer()
})
after(() => server.stop())

const group = '/apis/flowcontrol.apiserver.k8s.io/v1'

function reasonOf(object: object | undefined): string | undefined {
  const { conditions = [] } =
    (object as { status?: { conditions?: { type: string; reason: string }[] } } | undefined)?.status ?? {}
  return conditions.find(condition => condition.type === 'Dangling')?.reason
}

test('a FlowSchema tells whether its priority level is there', async () => {
  const body = { metadata: { name: 'night' }, spec: { priorityLevelConfiguration: { name: 'slow' } } }
  assert.equal((await send(server, 'POST', `${group}/flowschemas`, { body })).status, 201)
  await until(server, `${group}/flowschemas`, 'night', object => reasonOf(object) === 'NotFound')
  const made = await send(server, 'POST', `${group}/prioritylevelconfigurations`, {
    body: {
      metadata: { name: 'slow' },
      spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
    },
  })
  assert.equal(made.status, 201)
  await until(server, `${group}/flowschemas`, 'night', object => reasonOf(object) === 'Found')
})
