import type { Surroundings } from './context.ts'

/** Lets all requests of this process go through the proxies that the environment names; loads nothing where it names none. */
export async function useProxies(env: Surroundings['env']): Promise<void> {
  if (!Object.keys(env).some(name => /^https?_proxy$/i.test(name))) return
  const { useEnvironmentProxies } = await import('@sluice/io/http')
  useEnvironmentProxies(env)
}
