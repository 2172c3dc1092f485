/** `create tenant name`: namespaces of a team, and what reconciles in them. @module */
import type { JsonObject } from '@sluice/base/json'
import type { KindInfo, KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { list, text, toggle, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { formatManifest } from '../../printing/manifest.ts'
import { fieldManager } from '../field-manager.ts'
import { createFlags } from '../group-flags.ts'
import { requireName } from './create.ts'
import { parseLabels } from './labels.ts'

const flags = {
  ...createFlags,
  'with-namespace': list('namespaces of the tenant'),
  'cluster-role': text('ClusterRole to bind in the namespaces', 'cluster-admin'),
  'with-service-account': text("ServiceAccount to make; of the tenant's name unless told"),
  'skip-namespace': toggle('do not make the namespaces'),
} as const

/** Creates or updates a tenant. */
export const createTenant = command({
  summary: 'Create or update the namespaces of a tenant',
  usage: '[name]',
  examples: ['sluice create tenant dev --with-namespace=web --cluster-role=edit'],
  flags,
  run,
})

async function run(context: Context<typeof flags>): Promise<void> {
  const { flags: given, log } = context
  const tenant = requireName(context.args)
  if (!given['cluster-role']) throw new UsageError('cluster-role is required')
  if (given['with-namespace'].length === 0) throw new UsageError('with-namespace is required')
  const labels = { ...parseLabels(given.label), 'toolkit.fluxcd.io/tenant': tenant }
  const manifests = given['with-namespace'].flatMap(namespace =>
    manifestsOf({ tenant, namespace, labels, given }),
  )
  if (given.export) {
    for (const { object } of manifests) context.out(formatManifest(object))
    return
  }
  for (const { kind, object } of manifests) {
    const { name, namespace } = (object as KubeObject & JsonObject).metadata
    log.action(`applying ${kind.kind.toLowerCase()} ${name}${namespace ? ` in ${namespace} namespace` : ''}`)
    await apply(kind, object as KubeObject & JsonObject, context)
  }
  log.success('tenant setup completed')
}

/** The role of a binding cannot be changed: it is made anew. */
async function apply(kind: KindInfo, object: KubeObject, context: Context): Promise<void> {
  const client = await context.client()
  const { name, namespace = '' } = object.metadata
  if (kind.kind === 'RoleBinding' && (await client.find(kind, namespace, name, context.signal)))
    await client.delete(kind, namespace, name, { signal: context.signal })
  await client.apply(object, { fieldManager, force: true, signal: context.signal })
}

interface Manifest {
  readonly kind: KindInfo
  readonly object: JsonObject
}

function manifestsOf(of: {
  readonly tenant: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly given: Values<typeof flags>
}): readonly Manifest[] {
  const { tenant, namespace, labels, given } = of
  const account = given['with-service-account'] || tenant
  const rbac = 'rbac.authorization.k8s.io'
  const namespaceManifest = {
    kind: { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false },
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { labels, name: namespace } },
  }
  return [
    ...(given['skip-namespace'] ? [] : [namespaceManifest]),
    {
      kind: { group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', namespaced: true },
      object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { labels, name: account, namespace } },
    },
    {
      kind: { group: rbac, version: 'v1', kind: 'RoleBinding', plural: 'rolebindings', namespaced: true },
      object: {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: { labels, name: `${tenant}-reconciler`, namespace },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: given['cluster-role'] },
        subjects: [
          { apiGroup: rbac, kind: 'User', name: `gotk:${namespace}:reconciler` },
          { kind: 'ServiceAccount', name: account, namespace },
        ],
      },
    },
  ]
}
