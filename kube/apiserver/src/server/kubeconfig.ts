import { formatYaml } from '@sluice/yaml'

/** A kubeconfig that reaches one server with one token. */
export function formatKubeconfig(options: {
  readonly url: string
  readonly token: string
  readonly caCertificate: string
}): string {
  const name = 'sluice'
  return formatYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: options.url,
          'certificate-authority-data': Buffer.from(options.caCertificate).toString('base64'),
        },
      },
    ],
    users: [{ name, user: { token: options.token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  })
}
