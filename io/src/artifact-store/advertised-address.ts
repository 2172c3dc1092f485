/**
 * The host under which other processes reach the artifact server: what is configured, else derived from where it
 * listens (`:9090` → `localhost:9090`, `0.0.0.0:9090` → this machine's name).
 */
export function advertisedAddress(
  listen: string,
  options: { readonly advertised: string; readonly hostname: string },
): string {
  if (options.advertised !== '') return options.advertised
  const colon = listen.lastIndexOf(':')
  const [host, port] = [listen.slice(0, colon), listen.slice(colon + 1)]
  const name = host === '' ? 'localhost' : host === '0.0.0.0' ? options.hostname : host
  return `${name}:${port}`
}
