import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstOf, type Keychain, parseDockerConfig } from '@sluice/io/oci'
import type { Surroundings } from '../../context.ts'
import { configHome, home } from './helm-home.ts'

/** What `helm registry login` keeps, then what `docker login` does. */
export function registryLogins(env: Surroundings['env']): Keychain {
  const files = [
    env['HELM_REGISTRY_CONFIG'] || join(configHome(env), 'registry', 'config.json'),
    join(env['DOCKER_CONFIG'] || join(home(env), '.docker'), 'config.json'),
  ]
  const found = files.filter(file => existsSync(file))
  return firstOf(found.map(file => parseDockerConfig(readFileSync(file, 'utf8'))))
}
