/**
 * Debian's `docker-registry` as a child of this process: the registry that many people run.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A registry that runs. It asks for a login, and speaks plain HTTP. */
export interface DockerRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  readonly username: string
  readonly password: string
  stop(): Promise<void>
}

const places = ['/usr/bin/docker-registry', '/usr/local/bin/docker-registry']
const program = places.find(place => existsSync(place))

/** Why tests with the registry can't run here; false where they can. */
export const skipDockerRegistry: string | false = program ? false : 'docker-registry is not installed'

/** As `htpasswd -B` writes it: the registry knows no other hash. */
const login = {
  username: 'chef',
  password: 'salt',
  hash: '$2b$04$aodaZANT3WhzfkKA1JveSevBdlnYgvcstsVFmzi7jIyMC9pH2jTXe',
}

/** Starts a registry on a free port of this machine, with nothing in it. */
export async function startDockerRegistry(): Promise<DockerRegistry> {
  if (!program) throw new Error('docker-registry is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'sluice-registry-'))
  writeFileSync(join(folder, 'htpasswd'), `${login.username}:${login.hash}\n`)
  writeFileSync(join(folder, 'config.yml'), configIn(folder))
  const child = spawn(program, ['serve', join(folder, 'config.yml')], { stdio: ['ignore', 'ignore', 'pipe'] })
  const { username, password } = login
  return {
    host: await hostOf(child),
    username,
    password,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** It takes a free port by itself, and says so. */
function configIn(folder: string): string {
  return JSON.stringify({
    version: 0.1,
    log: { level: 'info', formatter: 'json' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0', secret: 'shared by one' },
    auth: { htpasswd: { realm: 'charts', path: join(folder, 'htpasswd') } },
  })
}

/** Resolves once it listens, with `127.0.0.1:PORT`. What it logs later is dropped. */
function hostOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stderr?.on('data', chunk => {
      log = `${log}${chunk}`.slice(-10_000)
      const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(log) ?? []
      if (host) resolve(host)
    })
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`docker-registry ended with ${code}: ${log}`)))
  })
}
