/** `trace <resource> <name>…`: from an object back to the commit it came from. @module */
import { ManagedBy as HelmLabel, HelmRelease } from '@sluice/api/helm'
import { Kustomization, ManagedBy as KustomizeLabel } from '@sluice/api/kustomize'
import type { KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { findResource } from './find-resource.ts'
import { kustomizationReport } from './kustomization-report.ts'
import { releaseReport } from './release-report.ts'

const flags = {
  kind: text("kind of the object, such as 'Deployment'; with --api-version"),
  'api-version': text("API version of the object, such as 'apps/v1'; with --kind"),
} as const

type TraceContext = Context<typeof flags>

/** Traces objects. */
export const trace = command({
  summary: 'Trace an object back to the source it came from',
  usage: '<resource> <name> [<name> ...]',
  examples: [
    'sluice trace deployment web -n apps',
    'sluice trace service/web configmap/settings -n apps',
    'sluice trace web --kind=Deployment --api-version=apps/v1 -n apps',
  ],
  flags,
  run: async context => {
    const objects = await findObjects(context)
    for (const [i, object] of objects.entries()) {
      await traceObject(object, context)
      if (i < objects.length - 1) context.out('---\n')
    }
  },
})

async function traceObject(object: KubeObject, context: TraceContext): Promise<void> {
  const { kind, metadata } = object
  try {
    context.out(await reportOf(object, context))
  } catch (error) {
    // flux: an object that cannot be traced is told, and is no failure; the others follow.
    if (context.signal.aborted || !(error instanceof Error)) throw error
    context.err(
      `failed to trace ${kind}/${metadata.name} in namespace ${metadata.namespace ?? ''}: ${error.message}`,
    )
  }
}

async function reportOf(object: KubeObject, context: TraceContext): Promise<string> {
  const client = await context.client()
  const kustomization = await managerOf(object, [KustomizeLabel.Name, KustomizeLabel.Namespace], client)
  if (kustomization) {
    const manager = await fetch(client, Kustomization, kustomization)
    return kustomizationReport(object, manager, client)
  }
  const release = await managerOf(object, [HelmLabel.Name, HelmLabel.Namespace], client)
  if (release) return releaseReport(object, await fetch(client, HelmRelease, release), client)
  throw new Error('object not managed by Flux')
}

interface Name {
  readonly namespace: string
  readonly name: string
}

async function fetch(
  client: KubeClient,
  kind: typeof Kustomization | typeof HelmRelease,
  { namespace, name }: Name,
): Promise<KubeObject> {
  try {
    return await client.get(kind, namespace, name)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const label = kind.kind === 'Kustomization' ? 'kustomization' : kind.kind
    throw new Error(`failed to find ${label}: ${error.message}`, { cause: error })
  }
}

/** Who applied the object, or the nearest of its owners that somebody applied. */
async function managerOf(
  object: KubeObject,
  labels: readonly [name: string, namespace: string],
  client: KubeClient,
  depth = 0,
): Promise<Name | undefined> {
  const name = object.metadata.labels?.[labels[0]]
  if (name) return { name, namespace: object.metadata.labels?.[labels[1]] ?? '' }
  if (depth > 8) return undefined
  for (const reference of object.metadata.ownerReferences ?? []) {
    const kind = await client.resolve(reference.apiVersion, reference.kind)
    const owner = kind && (await client.find(kind, object.metadata.namespace ?? '', reference.name))
    const found = owner && (await managerOf(owner, labels, client, depth + 1))
    if (found) return found
  }
  return undefined
}

async function findObjects(context: TraceContext): Promise<readonly KubeObject[]> {
  const { args, flags, namespace, signal } = context
  const client = await context.client()
  if (flags.kind || flags['api-version']) return [await findByKind(context, client)]
  const wanted = wantedOf(args)
  const objects: KubeObject[] = []
  for (const [resource, name] of wanted) {
    const kind = await findResource(client, resource, signal)
    objects.push(await client.get(kind, kind.namespaced ? namespace : '', name, signal))
  }
  return objects
}

async function findByKind(
  { args, flags, namespace, signal }: TraceContext,
  client: KubeClient,
): Promise<KubeObject> {
  const [name] = args
  if (name === undefined) throw new UsageError('object name is required')
  if (!flags.kind) throw new UsageError('object kind is required (--kind)')
  if (!flags['api-version']) throw new UsageError('object apiVersion is required (--api-version)')
  const kind = await client.resolve(flags['api-version'], flags.kind, signal)
  if (!kind)
    throw new Error(
      `failed to find object: no matches for kind "${flags.kind}" in version "${flags['api-version']}"`,
    )
  try {
    return await client.get(kind, kind.namespaced ? namespace : '', name, signal)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`failed to find object: ${error.message}`, { cause: error })
  }
}

/** Pairs of resource and name, out of `resource/name …` or `resource name …`. */
function wantedOf(args: readonly string[]): readonly (readonly [string, string])[] {
  const usage = 'either `<resource>/<name>` or `<resource> <name>` is required as an argument'
  const [first, ...names] = args
  if (first === undefined) throw new UsageError(usage)
  if (!first.includes('/')) {
    if (names.length === 0) throw new UsageError(usage)
    return names.map(name => [first, name])
  }
  return args.map(arg => {
    const [resource, name, ...more] = arg.split('/')
    if (!resource || !name || more.length > 0)
      throw new UsageError(
        'there is no need to specify a resource type as a separate argument when passing arguments in resource/name form',
      )
    return [resource, name]
  })
}
