import { choice } from '../../parser/flags.ts'

/** Who calls a webhook. Receivers that check identities have no token, and are written as manifests. */
export const receiverType = choice(
  'who calls',
  [
    'generic',
    'generic-hmac',
    'github',
    'gitlab',
    'bitbucket',
    'harbor',
    'dockerhub',
    'quay',
    'gcr',
    'nexus',
    'acr',
    'cdevents',
  ],
  { initial: '', refusal: value => `receiver type '${value}' is not supported` },
)
