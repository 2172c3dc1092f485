import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { issueCertificate } from './certificate.ts'
import { createListener, type Listener } from './listener.ts'

let listener: Listener
let port: number
before(async () => {
  const [notBefore, notAfter] = [new Date(Date.now() - 60_000), new Date(Date.now() + 600_000)]
  const pair = issueCertificate({
    commonName: 'localhost',
    hosts: ['localhost'],
    usage: 'server',
    notBefore,
    notAfter,
  })
  listener = createListener({
    ...pair,
    clientCa: pair.certificate,
    idle: { headers: 200, silence: 60_000 },
    // Answers `/slow` late.
    handler: ({ target }, response) => {
      const answer = () => {
        response.writeHead(200, { 'content-length': '2' })
        response.end(Buffer.from('ok'))
      }
      if (target === '/slow') setTimeout(answer, 1000)
      else answer()
    },
  })
  port = await listener.listen(0, '127.0.0.1')
})
after(() => listener.close())

async function open(): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return socket
}

test('a client that never ends its headers is cut off, also after a request', async () => {
  const [first, second] = [await open(), await open()]
  second.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await once(second, 'data')
  for (const socket of [first, second]) {
    socket.resume().write('GET / HTTP/1.1\r\nhost:')
    await once(socket, 'close')
  }
})

test('a client that waits for its answer is not, nor one that only keeps its connection', async () => {
  const [waiting, silent] = [await open(), await open()]
  let gone = false
  silent.once('close', () => (gone = true)).resume()
  waiting.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n')
  const [answer] = await once(waiting, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 200/)
  await sleep(500)
  assert.equal(gone, false)
  for (const socket of [waiting, silent]) socket.destroy()
})
