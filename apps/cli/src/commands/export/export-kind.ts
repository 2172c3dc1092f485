/** `export <kind> [name]`: objects as manifests, without what the server added. @module */
import type { JsonObject } from '@sluice/base/json'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { textAt } from '../../kinds/fields.ts'
import type { KindRow } from '../../kinds/kind-row.ts'
import { type AnyCommand, command } from '../../parser/command.ts'
import type { Values } from '../../parser/flags.ts'
import { formatManifest } from '../../printing/manifest.ts'
import { completeNames } from '../complete-names.ts'
import { exportFlags, exportSourceFlags } from '../group-flags.ts'
import { tidySpec } from './tidy-spec.ts'

type ExportContext = Context<typeof exportFlags> & {
  readonly flags: Partial<Values<typeof exportSourceFlags>>
}

/** The command that exports objects of a kind. */
export function exportKind(row: KindRow): AnyCommand {
  return command({
    summary: `Export ${row.kind} objects as YAML`,
    usage: '[name]',
    examples: [`sluice export ${row.names.join(' ')} --all > ${row.names.at(-1)}.yaml`],
    flags: row.names[0] === 'source' ? exportSourceFlags : exportFlags,
    complete: completeNames(row),
    run: context => run(row, context),
  })
}

async function run(row: KindRow, context: ExportContext): Promise<void> {
  const { args, flags, namespace, signal } = context
  const [name] = args
  if (!flags.all && name === undefined) throw new Error('name is required')
  const client = await context.client()
  const kind = await row.load()
  const objects =
    flags.all || name === undefined
      ? (await client.list(kind, { namespace, signal })).items
      : [await client.get(kind, namespace, name, signal)]
  if (objects.length === 0) throw new Error(`no objects found in ${namespace} namespace`)
  for (const object of objects) {
    context.out(formatManifest(await exported(row, object)))
    if (flags['with-credentials']) await exportSecret(object, context)
  }
}

async function exported(row: KindRow, object: KubeObject): Promise<JsonObject> {
  const { definition } = await row.load()
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: exportedMetadata(object),
    spec: tidySpec(definition.spec, object.spec),
  }
}

function exportedMetadata({ metadata }: KubeObject): JsonObject {
  const { name, namespace, labels, annotations } = metadata
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
  }
}

const secretKind = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true }

async function exportSecret(object: KubeObject, context: ExportContext): Promise<void> {
  const name = textAt(object, 'spec', 'secretRef', 'name')
  if (!name) return
  const client = await context.client()
  const secret = await client
    .get(secretKind, context.namespace, name, context.signal)
    .catch((error: unknown) => {
      throw new Error(
        `failed to retrieve secret ${name}, error: ${error instanceof Error ? error.message : error}`,
      )
    })
  const { data, type } = secret as KubeObject & { readonly data?: JsonObject; readonly type?: string }
  context.out(
    formatManifest({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret.metadata.name, namespace: context.namespace },
      ...(data ? { data } : {}),
      ...(type ? { type } : {}),
    }),
  )
}
