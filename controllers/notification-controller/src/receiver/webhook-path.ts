import { createHash } from 'node:crypto'

/** Flux: the path of a Receiver's webhook, unguessable without its token. */
export function webhookPath(token: string, name: string, namespace: string): string {
  return `/hook/${createHash('sha256')
    .update(token + name + namespace)
    .digest('hex')}`
}
