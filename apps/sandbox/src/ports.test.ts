import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listenAt, PortTaken, wantedPorts } from './ports.ts'

const last = { api: 8000, git: 8010, artifacts: 8020, receiver: 8030 }

/** Listens anywhere but on the ports that are taken. */
function server(...taken: readonly number[]) {
  return async (port: number) => {
    if (taken.includes(port)) throw Object.assign(new Error('listen'), { code: 'EADDRINUSE', port })
    return port === 0 ? 50_000 : port
  }
}

test('wantedPorts() are those asked for, the last or the usual ones', () => {
  assert.deepEqual(wantedPorts(9000, last), {
    api: 9000,
    git: 9001,
    artifacts: 9002,
    receiver: 9003,
    isFirm: true,
  })
  assert.deepEqual(wantedPorts(undefined, last), { ...last, isFirm: false })
  assert.equal(wantedPorts(undefined, undefined).api, 7443)
})

test('listenAt() takes a free port for one that is taken, unless it was asked for', async () => {
  const start = server(8000, 9000)
  assert.equal(await listenAt(8000, wantedPorts(undefined, last), start), 50_000)
  assert.equal(await listenAt(8001, wantedPorts(undefined, last), start), 8001)
  await assert.rejects(listenAt(9000, wantedPorts(9000, last), start), {
    name: PortTaken.name,
    message: 'cannot listen on 127.0.0.1:9000: another program does; try another --port',
  })
})
