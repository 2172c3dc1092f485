import { text, toggle } from '../../parser/flags.ts'

/** The flags that say where a chart is found. */
export const chartFlags = {
  'ca-file': text('verify certificates of HTTPS-enabled servers using this CA bundle'),
  'cert-file': text('identify HTTPS client using this SSL certificate file'),
  'insecure-skip-tls-verify': toggle('skip tls certificate checks for the chart download'),
  'key-file': text('identify HTTPS client using this SSL key file'),
  keyring: text('location of public keys used for verification', '~/.gnupg/pubring.gpg'),
  'pass-credentials': toggle('pass credentials to all domains'),
  password: text('chart repository password where to locate the requested chart'),
  'plain-http': toggle('use insecure HTTP connections for the chart download'),
  repo: text('chart repository url where to locate the requested chart'),
  username: text('chart repository username where to locate the requested chart'),
  verify: toggle('verify the package before using it'),
  version: text('version constraint for the chart; the latest version unless given'),
} as const
