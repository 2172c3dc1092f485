/**
 * Git over SSH, by the `ssh` program: with the given key and known hosts only, never with the user's configuration,
 * agent or keys.
 * @module
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { abortText, openTunnel } from '../http/index.ts'
import { readAdvertisement } from './advertisement.ts'
import { GitError } from './errors.ts'
import { type HiddenFiles, hiddenFiles } from './hidden-files.ts'
import { PacketReader } from './pkt-line.ts'
import type { Connection, Remote } from './remote.ts'
import { isPrivateKey } from './ssh-key.ts'
import { encodeFetch, readFetchAnswer } from './upload-pack.ts'

const maxComplaint = 16 * 1024

/** Connects and lists what the remote has. */
export async function connectSsh(remote: Remote, signal: AbortSignal): Promise<Connection> {
  if (!isPrivateKey(remote.auth?.identity ?? '')) {
    throw new GitError('unable to construct auth method with options: ssh: no key found', 'login')
  }
  const files = await filesFor(remote)
  const relay = remote.proxy ? await relayThroughProxy(remote, signal).catch(closing(files)) : undefined
  const clean = async () => {
    relay?.close()
    await files.close()
  }
  try {
    const child = startSsh(remote, files.paths, relay)
    return await talk(child, clean, { remote, signal })
  } catch (error) {
    await clean()
    throw error
  }
}

async function talk(
  child: ChildProcessWithoutNullStreams,
  clean: () => Promise<void>,
  { remote, signal }: { remote: Remote; signal: AbortSignal },
): Promise<Connection> {
  let complaint = ''
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (part: string) => {
    if (complaint.length < maxComplaint) complaint += part
  })
  child.stdin.on('error', () => {})
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  let broken: Error | undefined
  child.once('error', error => {
    broken = error
  })
  const stop = () => child.kill()
  signal.addEventListener('abort', stop, { once: true })
  const close = async () => {
    signal.removeEventListener('abort', stop)
    child.kill()
    await clean()
  }
  /** A conversation that breaks off is explained by what the program said last. */
  const explained = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof GitError) && broken === undefined) throw error
      child.stdin.end()
      await ended
      if (signal.aborted) throw new GitError(abortText(signal), 'other', { cause: error })
      if (broken) throw new GitError(`cannot run ssh: ${broken.message}`, 'other', { cause: broken })
      throw explain(complaint, remote.url) ?? error
    }
  }
  const reader = new PacketReader(child.stdout)
  try {
    const advertisement = await explained(async () => {
      const list = await readAdvertisement(reader)
      if (list.refs.size === 0 && list.capabilities.size === 0) {
        await ended
        const failure = explain(complaint, remote.url)
        if (failure) throw failure
      }
      return list
    })
    return {
      advertisement,
      fetch: request =>
        explained(async () => {
          child.stdin.write(encodeFetch(request, advertisement.capabilities))
          return readFetchAnswer(reader, request, advertisement.capabilities)
        }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

type FileName = 'identity' | 'known_hosts' | 'passphrase' | 'askpass'

function filesFor({ auth = {} }: Remote): Promise<HiddenFiles<FileName>> {
  return hiddenFiles({
    identity: { text: `${auth.identity?.trimEnd()}\n` },
    known_hosts: { text: `${auth.knownHosts ?? ''}\n` },
    passphrase: { text: auth.password ?? '' },
    askpass: { text: '#!/bin/sh\nexec cat "$SLUICE_PASSPHRASE_FILE"\n', isProgram: true },
  })
}

/** Closes the files after what has failed. */
function closing(files: HiddenFiles<FileName>): (error: unknown) => Promise<never> {
  return async error => {
    await files.close()
    throw error
  }
}

function startSsh(
  remote: Remote,
  files: HiddenFiles<FileName>['paths'],
  relay: Relay | undefined,
): ChildProcessWithoutNullStreams {
  const { auth = {}, sshAlgorithms = {} } = remote
  const url = new URL(remote.url)
  const path = decodeURIComponent(url.pathname).replace(/^\/~/, '~')
  const port = url.port || '22'
  const alias = port === '22' ? url.hostname : `[${url.hostname}]:${port}`
  const settings = {
    UserKnownHostsFile: files.known_hosts,
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    IdentityFile: files.identity,
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    PreferredAuthentications: 'publickey',
    NumberOfPasswordPrompts: '1',
    ServerAliveInterval: '15',
    ...(relay ? { HostKeyAlias: alias } : {}),
    ...(sshAlgorithms.kex?.length ? { KexAlgorithms: sshAlgorithms.kex.join(',') } : {}),
    ...(sshAlgorithms.hostKey?.length ? { HostKeyAlgorithms: sshAlgorithms.hostKey.join(',') } : {}),
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const place = relay ? ['-p', String(relay.port)] : ['-p', port]
  const host = relay ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, '')
  const user = auth.username || decodeURIComponent(url.username) || 'git'
  const command = `git-upload-pack ${quote(path)}`
  return spawn('ssh', ['-F', '/dev/null', '-T', ...options, ...place, '-l', user, '--', host, command], {
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: '/nonexistent',
      LC_ALL: 'C',
      SSH_ASKPASS: files.askpass,
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: ':0',
      SLUICE_PASSPHRASE_FILE: files.passphrase,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: false,
  })
}

/** For the shell at the other end. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

interface Relay {
  readonly port: number
  close(): void
}

/** A local port, open for one connection, that leads through the proxy to the remote. */
async function relayThroughProxy(remote: Remote, signal: AbortSignal): Promise<Relay> {
  const url = new URL(remote.url)
  const { proxy } = remote
  if (!proxy) throw new TypeError('no proxy')
  const far = await openTunnel(proxy, { host: url.hostname, port: Number(url.port || 22) }, signal)
  const server: Server = createServer(near => {
    server.close()
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => {
      server.close()
      far.destroy()
    },
  }
}

const notFound = [
  /repository not found/i,
  /does not appear to be a git repository/,
  /project you were looking for could not be found/i,
  /repository does not exist/i,
  /no such (file or directory|repository)/i,
]

/** What the program's last words mean, in the words of go-git; undefined if it said nothing. */
function explain(complaint: string, url: string): GitError | undefined {
  const { host } = new URL(url)
  const handshake = (text: string) => new GitError(`ssh: handshake failed: ${text}`)
  if (complaint.includes('REMOTE HOST IDENTIFICATION HAS CHANGED'))
    return handshake('knownhosts: key mismatch')
  if (complaint.includes('Host key verification failed')) return handshake('knownhosts: key is unknown')
  if (/Permission denied|Too many authentication failures/.test(complaint)) {
    return handshake(
      'ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain',
    )
  }
  if (complaint.includes('no matching')) return handshake(lastLine(complaint))
  const target = host.includes(':') ? host : `${host}:22`
  if (complaint.includes('Connection refused'))
    return new GitError(`dial tcp ${target}: connect: connection refused`)
  if (complaint.includes('Could not resolve hostname'))
    return new GitError(`dial tcp: lookup ${host}: no such host`)
  if (notFound.some(each => each.test(complaint))) return new GitError('repository not found', 'not-found')
  const last = lastLine(complaint)
  return last ? new GitError(last) : undefined
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}
