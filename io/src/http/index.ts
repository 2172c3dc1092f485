/** HTTP as a client: TLS, proxies, bounded bodies, and errors in familiar words. @module */
export { createHttpClient, type HttpClient, type HttpRequest, type HttpResponse } from './client.ts'
export { useEnvironmentProxies } from './environment-proxies.ts'
export { abortText, NetworkError, networkError } from './network-error.ts'
export type { HttpOptions, ProxyServer, TlsOptions } from './options.ts'
export { statusText } from './status-text.ts'
export { openTunnel } from './tunnel.ts'
