/**
 * Installs the dependencies when they are missing or older than the lockfile.
 *
 * Runs before `npm start` and `npm test`, on whatever Node the machine has (20 or newer), so it imports
 * nothing but Node itself.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const marker = `${root}node_modules/.package-lock.json`
const lockfile = `${root}package-lock.json`

const isCurrent =
  existsSync(marker) &&
  existsSync(`${root}node_modules/.bin/node`) &&
  statSync(marker).mtimeMs >= statSync(lockfile).mtimeMs

if (!isCurrent) {
  console.error('Installing dependencies (once, less than a minute) …')
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) {
    console.error(`cannot install dependencies: 'npm ci' ended with ${result.status ?? result.signal}`)
    process.exit(1)
  }
}

await import('./bundle-if-stale.mjs')
