import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { test } from 'node:test'
import { isTaken, listenNear } from './listen-near.ts'

async function serve(port: number): Promise<Server> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

test('listenNear() takes another port where one is taken', async () => {
  const first = await serve(0)
  const second = await listenNear(portOf(first), serve)
  assert.notEqual(portOf(second), portOf(first))
  second.close()
  const port = portOf(first)
  first.close()
  await once(first, 'close')
  const third = await listenNear(port, serve)
  assert.equal(portOf(third), port)
  third.close()
})

test('listenNear() passes on what else goes wrong', async () => {
  let calls = 0
  const fail = async () => {
    calls++
    throw new Error('no disk')
  }
  await assert.rejects(listenNear(1, fail), /no disk/)
  assert.equal(calls, 1)
  assert.equal(isTaken(new Error('no disk')), false)
})
