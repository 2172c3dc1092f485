import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openRepository, type Remote } from '../src/git/index.ts'
import { type GitServer, startGitServer } from '../src/git-server/index.ts'
import { GitFixture } from './git-fixture.ts'

/** Where a program is, in the usual places; undefined if the machine has none. */
function findProgram(name: string): string | undefined {
  const places = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/opt/homebrew/bin']
  return places.map(place => join(place, name)).find(path => existsSync(path))
}

const openssl = findProgram('openssl')
const sshd = findProgram('sshd')
const sshKeygen = findProgram('ssh-keygen')

const fixture = new GitFixture()
const closing: (() => unknown)[] = []
let open: GitServer
let closed: GitServer
let commit: string

before(async () => {
  const dir = fixture.folder('repositories')
  open = await startGitServer({ dir })
  closed = await startGitServer({ dir, credentials: { username: 'user', password: 'secret' } })
  closing.push(
    () => open.stop(),
    () => closed.stop(),
  )
  commit = await fixture.commit({ files: { 'a.yaml': 'a: 1\n' }, message: 'one' })
  await fixture.push(await open.createRepository('app'))
})

after(async () => {
  for (const close of closing.toReversed()) await close()
  fixture.remove()
})

let cache = 0
async function fetchFrom(remote: Remote): Promise<string> {
  const repository = await openRepository({
    remote,
    cacheDir: join(fixture.dir, `cache-${cache++}`),
    limits: { entries: 100, bytes: 1024 ** 2 },
    signal: AbortSignal.timeout(30_000),
  })
  try {
    using checkout = await repository.fetch(repository.find({ branch: 'main' }))
    return checkout.commit.hash
  } finally {
    await repository.close()
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}

test('openRepository() logs in with a user name and password', async () => {
  const url = `${closed.url}/app.git`
  assert.equal(await fetchFrom({ url, auth: { username: 'user', password: 'secret' } }), commit)
  for (const auth of [
    {},
    { username: 'user' },
    { username: 'user', password: 'wrong' },
    { bearerToken: 't' },
  ]) {
    await assert.rejects(fetchFrom({ url, auth }), {
      message: 'authentication required: authentication required',
    })
  }
})

test('openRepository() logs in with a bearer token', async () => {
  const guard = createHttpServer((request, response) => {
    if (request.headers.authorization !== 'Bearer token') {
      response.writeHead(403).end('not you')
      return
    }
    const forward = httpRequest(
      new URL(request.url ?? '/', open.url),
      { method: request.method, headers: request.headers },
      answer => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(forward)
  })
  const url = `http://127.0.0.1:${await listen(guard)}/app.git`
  assert.equal(await fetchFrom({ url, auth: { bearerToken: 'token' } }), commit)
  await assert.rejects(fetchFrom({ url }), { message: 'authorization failed: not you' })
})

test('openRepository() reports what is not a Git server', async () => {
  const pages = createHttpServer((request, response) => {
    response.writeHead(request.url?.startsWith('/down') ? 503 : 200).end('<html>')
  })
  const home = `http://127.0.0.1:${await listen(pages)}`
  await assert.rejects(fetchFrom({ url: `${home}/page.git` }), /not in Git's format/)
  await assert.rejects(fetchFrom({ url: `${home}/down.git` }), {
    message: `unexpected client error: unexpected requesting "${home}/down.git/info/refs?service=git-upload-pack" status code: 503`,
  })
})

test('openRepository() follows a redirect, and leaves the credentials behind where it leads elsewhere', async () => {
  const seen: (string | undefined)[] = []
  const elsewhere = createHttpServer((request, response) => {
    seen.push(request.headers.authorization)
    const forward = httpRequest(
      new URL(request.url ?? '/', open.url),
      { method: request.method, headers: request.headers },
      answer => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(forward)
  })
  const target = `http://127.0.0.1:${await listen(elsewhere)}`
  const moved = createHttpServer((request, response) => {
    response.writeHead(301, { location: target + request.url }).end()
  })
  const url = `http://127.0.0.1:${await listen(moved)}/app.git`
  assert.equal(await fetchFrom({ url, auth: { username: 'user', password: 'secret' } }), commit)
  assert.deepEqual(seen, [undefined, undefined])
})

test('openRepository() speaks TLS to servers it can trust, and shows its own certificate', {
  skip: openssl ? false : 'openssl is not installed',
}, async () => {
  const { ca, serverPair, clientPair } = makeCertificates(fixture.folder('tls'))
  const front = createHttpsServer(
    { ...serverPair, ca, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const forward = httpRequest(
        new URL(request.url ?? '/', open.url),
        { method: request.method, headers: request.headers },
        answer => {
          response.writeHead(answer.statusCode ?? 500, answer.headers)
          answer.pipe(response)
        },
      )
      request.pipe(forward)
    },
  )
  const url = `https://localhost:${await listen(front)}/app.git`
  assert.equal(await fetchFrom({ url, auth: { tls: { ca, ...clientPair } } }), commit)
  await assert.rejects(fetchFrom({ url }), /x509: certificate signed by unknown authority/)
  await assert.rejects(fetchFrom({ url, auth: { tls: { ca } } }), /tls|EOF|connection reset/)
})

function makeCertificates(dir: string) {
  const run = (...args: readonly string[]) =>
    execFileSync(openssl ?? '', [...args], { cwd: dir, stdio: 'pipe' })
  run(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=test-ca',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  )
  const pair = (name: string, extra: string) => {
    writeFileSync(join(dir, `${name}.ext`), extra)
    run(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    )
    run(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.crt`,
    )
    return {
      cert: readFileSync(join(dir, `${name}.crt`), 'utf8'),
      key: readFileSync(join(dir, `${name}.key`), 'utf8'),
    }
  }
  const serverPair = pair('server', 'subjectAltName=DNS:localhost')
  const clientPair = pair('client', 'extendedKeyUsage=clientAuth')
  return { ca: readFileSync(join(dir, 'ca.crt'), 'utf8'), serverPair, clientPair }
}

/** A proxy for absolute requests and for tunnels. */
async function startHttpProxy(seen: string[], login?: string): Promise<string> {
  const isAllowed = (header: string | undefined) => login === undefined || header === `Basic ${btoa(login)}`
  const proxy = createHttpServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    if (!isAllowed(request.headers['proxy-authorization'])) {
      response.writeHead(407).end()
      return
    }
    const forward = httpRequest(
      request.url ?? '',
      { method: request.method, headers: request.headers },
      answer => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(forward)
  })
  proxy.on('connect', (request, near, head) => {
    seen.push(`CONNECT ${request.url}`)
    if (!isAllowed(request.headers['proxy-authorization'])) return near.end('HTTP/1.1 407 No\r\n\r\n')
    const [host, port] = (request.url ?? '').split(':')
    const far = connect(Number(port), host, () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n')
      far.write(head)
      far.pipe(near).pipe(far)
    })
    far.on('error', () => near.destroy())
    near.on('error', () => far.destroy())
  })
  return `http://127.0.0.1:${await listen(proxy)}`
}

test('openRepository() goes through an HTTP proxy', async () => {
  const seen: string[] = []
  const address = await startHttpProxy(seen, 'who:what')
  const url = `${open.url}/app.git`
  assert.equal(await fetchFrom({ url, proxy: { address, username: 'who', password: 'what' } }), commit)
  assert.deepEqual(seen, [`GET ${url}/info/refs?service=git-upload-pack`, `POST ${url}/git-upload-pack`])
})

test('openRepository() says that the proxy is what cannot be reached', async () => {
  const url = `${open.url}/app.git`
  await assert.rejects(fetchFrom({ url, proxy: { address: 'http://127.0.0.1:9' } }), {
    message: `Get "${url}/info/refs?service=git-upload-pack": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused`,
  })
  await assert.rejects(fetchFrom({ url: 'http://127.0.0.1:9/app.git' }), {
    message:
      'Get "http://127.0.0.1:9/app.git/info/refs?service=git-upload-pack": dial tcp 127.0.0.1:9: connect: connection refused',
  })
})

/** A SOCKS5 proxy that asks for a name and password. */
async function startSocksProxy(seen: string[]): Promise<string> {
  const proxy = createServer(near => {
    near.on('error', () => {})
    near.once('data', () => {
      near.write(Uint8Array.of(5, 2))
      near.once('data', login => {
        const isRight = login.toString('latin1').includes('who') && login.toString('latin1').includes('what')
        near.write(Uint8Array.of(1, isRight ? 0 : 1))
        near.once('data', wanted => {
          const length = wanted[4] ?? 0
          const isName = wanted[3] === 3
          const host = isName ? wanted.subarray(5, 5 + length).toString() : wanted.subarray(4, 8).join('.')
          const port = wanted.readUInt16BE(isName ? 5 + length : 8)
          seen.push(`${host}:${port}`)
          const far = connect(port, host, () => {
            near.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))
            far.pipe(near).pipe(far)
          })
          far.on('error', () => near.destroy())
        })
      })
    })
  })
  return `socks5://127.0.0.1:${await listen(proxy)}`
}

test('openRepository() goes through a SOCKS5 proxy', async () => {
  const seen: string[] = []
  const address = await startSocksProxy(seen)
  const url = `${open.url}/app.git`
  assert.equal(await fetchFrom({ url, proxy: { address, username: 'who', password: 'what' } }), commit)
  assert.ok(seen.length > 0)
})

const skip = sshd && sshKeygen ? false : 'openssh-server is not installed'

interface SshServer {
  readonly url: string
  readonly port: number
  readonly knownHosts: string
  readonly keys: Readonly<Record<'plain' | 'locked' | 'stranger', string>>
}

let ssh: Promise<SshServer> | undefined
function sshServer(): Promise<SshServer> {
  return (ssh ??= startSsh())
}

async function startSsh(): Promise<SshServer> {
  const dir = fixture.folder('ssh')
  const keygen = (name: string, passphrase: string) => {
    execFileSync(sshKeygen ?? '', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', join(dir, name)])
    return readFileSync(join(dir, name), 'utf8')
  }
  const keys = {
    plain: keygen('plain', ''),
    locked: keygen('locked', 'open sesame'),
    stranger: keygen('stranger', ''),
  }
  keygen('host', '')
  writeFileSync(
    join(dir, 'authorized'),
    ['plain', 'locked'].map(name => readFileSync(join(dir, `${name}.pub`), 'utf8')).join(''),
  )
  chmodSync(join(dir, 'authorized'), 0o600)
  const probe = createServer()
  const port = await listen(probe)
  await new Promise(resolve => probe.close(resolve))
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(dir, 'host')}`,
    `AuthorizedKeysFile ${join(dir, 'authorized')}`,
    `PidFile ${join(dir, 'pid')}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'UsePAM no',
  ]
  writeFileSync(join(dir, 'config'), `${config.join('\n')}\n`)
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const daemon = spawn(sshd ?? '', ['-D', '-e', '-f', join(dir, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  closing.push(() => daemon.kill())
  await new Promise<void>((resolve, reject) => {
    let log = ''
    daemon.stderr.on('data', part => {
      log += part
      if (log.includes('Server listening')) resolve()
    })
    daemon.once('exit', () => reject(new Error(log)))
  })
  const host = readFileSync(join(dir, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ')
  const user = execFileSync('id', ['-un']).toString().trim()
  const url = `ssh://${user}@127.0.0.1:${port}${fixture.dir}/repositories/app.git`
  return { url, port, knownHosts: `[127.0.0.1]:${port} ${host}`, keys }
}

test('openRepository() speaks SSH with a key and known hosts', { skip }, async () => {
  const { url, knownHosts, keys } = await sshServer()
  assert.equal(await fetchFrom({ url, auth: { identity: keys.plain, knownHosts } }), commit)
})

test('openRepository() opens an SSH key with its passphrase', { skip }, async () => {
  const { url, knownHosts, keys } = await sshServer()
  assert.equal(
    await fetchFrom({ url, auth: { identity: keys.locked, knownHosts, password: 'open sesame' } }),
    commit,
  )
  await assert.rejects(
    fetchFrom({ url, auth: { identity: keys.locked, knownHosts, password: 'wrong' } }),
    /ssh: handshake failed/,
  )
})

test('openRepository() tells why SSH failed', { skip }, async () => {
  const { url, knownHosts, keys } = await sshServer()
  const cases = [
    {
      auth: { identity: keys.stranger, knownHosts },
      message:
        'ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain',
    },
    {
      auth: { identity: keys.plain, knownHosts: 'example.com ssh-ed25519 AAAA' },
      message: 'ssh: handshake failed: knownhosts: key is unknown',
    },
    {
      auth: { identity: 'no key', knownHosts },
      message: 'unable to construct auth method with options: ssh: no key found',
    },
  ]
  for (const { auth, message } of cases) await assert.rejects(fetchFrom({ url, auth }), { message })
  const gone = url.replace('app.git', 'none.git')
  await assert.rejects(fetchFrom({ url: gone, auth: { identity: keys.plain, knownHosts } }), {
    message: 'repository not found',
    kind: 'not-found',
  })
})

test('openRepository() takes SSH through a proxy', { skip }, async () => {
  const { url, port, knownHosts, keys } = await sshServer()
  for (const start of [startHttpProxy, startSocksProxy]) {
    const seen: string[] = []
    const address = await start(seen)
    const proxy = { address, username: 'who', password: 'what' }
    assert.equal(await fetchFrom({ url, proxy, auth: { identity: keys.plain, knownHosts } }), commit)
    assert.match(seen.join(), new RegExp(`127.0.0.1:${port}`))
  }
})
