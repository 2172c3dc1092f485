import { duration, integer, text, texts, toggle } from './parser/flags.ts'

/** Flags that every command has. */
export const globalFlags = {
  namespace: text('namespace of the objects', 'flux-system', { short: 'n' }),
  timeout: duration('how long any operation may take', 300_000),
  verbose: toggle('say more'),
  'ns-follows-kube-context': toggle('use the namespace of the kubeconfig context unless one is given'),
  kubeconfig: text('kubeconfig file to use'),
  context: text('kubeconfig context to use'),
  cluster: text('kubeconfig cluster to use'),
  user: text('kubeconfig user to use'),
  server: text('address of the Kubernetes API server'),
  token: text('bearer token to authenticate with'),
  'tls-server-name': text('name to check the server certificate against'),
  'insecure-skip-tls-verify': toggle('do not check the server certificate'),
  'certificate-authority': text('file with the certificate authority of the server'),
  'client-certificate': text('file with a client certificate'),
  'client-key': text('file with the key of the client certificate'),
  as: text('user to act as'),
  'as-group': texts('group to act as; may be repeated'),
  'as-uid': text('uid to act as'),
  'as-user-extra': texts('extra field of the user to act as, key=value; may be repeated'),
  'cache-dir': text('accepted for compatibility; nothing is cached on disk', '~/.kube/cache'),
  'disable-compression': toggle('accepted for compatibility'),
  'kube-api-qps': text('accepted for compatibility; requests are not limited', '50'),
  'kube-api-burst': integer('accepted for compatibility; requests are not limited', 300),
} as const

/** Flags of the root alone. */
export const rootFlags = {
  ...globalFlags,
  version: toggle('print the version', { short: 'v' }),
} as const
