/** What every `create secret` does: print the Secret, or create or update it. @module */
import type { JsonObject } from '@sluice/base/json'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { formatManifest } from '../../printing/manifest.ts'
import { secretKind } from '../cluster-parts.ts'
import { type CreateContext, requireName } from '../create/create.ts'
import { parseLabels } from '../create/labels.ts'
import { fieldManager } from '../field-manager.ts'

/** What is in a Secret. */
export interface SecretContent {
  readonly data: Readonly<Record<string, string>>
  readonly type?: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** How a Secret is called in what is said about it, and whether it takes labels. */
export interface SecretWording {
  readonly subject: string
  readonly ignoresLabels?: boolean
}

/** Checks the name, builds, then prints or stores. */
export async function createSecret(
  context: CreateContext,
  wording: SecretWording,
  build: (name: string) => SecretContent | Promise<SecretContent>,
): Promise<void> {
  const name = requireName(context.args)
  const labels = wording.ignoresLabels ? {} : parseLabels(context.flags.label)
  const secret = { name, labels, ...(await build(name)) }
  if (context.flags.export) return context.out(`${formatManifest(manifestOf(context, secret))}\n`)
  await upsertSecret(context, secret)
  context.log.action(`${wording.subject} '${name}' created in '${context.namespace}' namespace`)
}

type NamedSecret = SecretContent & {
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
}

/** Creates the Secret, or gives the one that exists this content besides what it has. */
export async function upsertSecret(context: Context, secret: NamedSecret): Promise<void> {
  const client = await context.client()
  const manifest = manifestOf(context, secret) as JsonObject & KubeObject
  const options = { fieldManager, signal: context.signal }
  const found = await client.find(secretKind, context.namespace, secret.name, context.signal)
  if (!found) {
    await client.create(manifest, options)
    return
  }
  const metadata = {
    ...found.metadata,
    labels: { ...found.metadata.labels, ...secret.labels },
    annotations: { ...found.metadata.annotations, ...secret.annotations },
  }
  await client.update({ ...found, stringData: secret.data, metadata }, options)
}

function manifestOf(context: Context, secret: NamedSecret): JsonObject {
  const { name, data, type, labels = {}, annotations = {} } = secret
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      name,
      namespace: context.namespace,
    },
    ...(Object.keys(data).length > 0 ? { stringData: data } : {}),
    ...(type ? { type } : {}),
  }
}
