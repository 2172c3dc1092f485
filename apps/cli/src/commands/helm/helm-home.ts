import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { readValues } from '@sluice/helm/render'
import type { Surroundings } from '../../context.ts'

type Env = Surroundings['env']

/** A repository that `helm repo add` knows. */
export interface KnownRepository {
  readonly name: string
  readonly url: string
  readonly username: string
  readonly password: string
}

/** The folder where Helm keeps downloaded charts and indexes. */
export function repositoryCache(env: Env): string {
  return env['HELM_REPOSITORY_CACHE'] || join(cacheHome(env), 'repository')
}

/** The repositories that Helm knows on this machine. */
export function knownRepositories(env: Env): readonly KnownRepository[] {
  const path = env['HELM_REPOSITORY_CONFIG'] || join(configHome(env), 'repositories.yaml')
  if (!existsSync(path)) return []
  const repositories = readValues(readFileSync(path, 'utf8'))['repositories']
  if (!Array.isArray(repositories)) return []
  return repositories.flatMap(entry => {
    if (typeof entry !== 'object' || entry === null) return []
    const text = (key: string) => {
      const value: unknown = Object.hasOwn(entry, key) ? (entry as Record<string, unknown>)[key] : undefined
      return typeof value === 'string' ? value : ''
    }
    return [{ name: text('name'), url: text('url'), username: text('username'), password: text('password') }]
  })
}

function cacheHome(env: Env): string {
  return env['HELM_CACHE_HOME'] || join(env['XDG_CACHE_HOME'] || join(home(env), '.cache'), 'helm')
}

/** The folder of Helm's configuration. */
export function configHome(env: Env): string {
  return env['HELM_CONFIG_HOME'] || join(env['XDG_CONFIG_HOME'] || join(home(env), '.config'), 'helm')
}

/** The user's folder. */
export function home(env: Env): string {
  return env['HOME'] || homedir()
}
