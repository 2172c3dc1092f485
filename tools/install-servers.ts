/**
 * The Debian servers that some tests talk to. Installed where that is possible (root and apt); where it is not,
 * those tests are skipped one by one, each saying which server is missing.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const servers = [
  { package: 'openssh-server', program: '/usr/sbin/sshd' },
  { package: 'docker-registry', program: '/usr/bin/docker-registry' },
] as const

/** Installs what is missing. Gives a line for each server that could not be had. */
export function installServers(): readonly string[] {
  const missing = servers.filter(server => !existsSync(server.program))
  if (missing.length === 0) return []
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-q'], { env, timeout: 180_000 })
    const names = missing.map(server => server.package)
    spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], {
      env,
      timeout: 300_000,
    })
  }
  return missing
    .filter(server => !existsSync(server.program))
    .map(server => `not installed: ${server.package} (tests that need it are skipped)`)
}
