/** Applies the definitions of a chart's `crds/` folders before its templates are rendered. @module */
import { ManagedBy } from '@sluice/api/helm'
import { isJsonObject } from '@sluice/base/json'
import { goString } from '@sluice/gotemplate'
import { type ChartCrd, chartCrds, processDependencies } from '@sluice/helm/render'
import { type ReleaseContext, waitOptionsOf, waits } from './action-context.ts'
import { buildTargets, type Target } from './build.ts'
import { forgetCapabilities } from './capabilities.ts'
import { createAll, findLive, updateAll } from './objects.ts'
import { messageOf } from './outcome.ts'
import { namespaceOf, releaseNamespaceOf, specOf } from './spec.ts'
import { awaitReady } from './wait.ts'

const timeout = 60_000

/** The definitions of the chart and of its subcharts that are enabled. */
export function definitionsOf({
  chart,
  values,
}: Pick<ReleaseContext, 'chart' | 'values'>): readonly ChartCrd[] {
  return chartCrds(chart).length > 0 ? chartCrds(processDependencies(chart, values, () => {})) : []
}

/** Applies the definitions as the policy of the action says. @throws Error */
export async function applyDefinitions(
  context: ReleaseContext,
  verb: 'install' | 'upgrade',
  method: 'ssa' | 'csa',
): Promise<void> {
  const policy = specOf(context.draft.release)[verb]?.crds ?? 'Create'
  const crds = definitionsOf(context)
  if (crds.length === 0 || policy === 'Skip') return
  try {
    const targets = (await Promise.all(crds.map(crd => targetsOf(context, crd)))).flat()
    context.log.add(`applying CustomResourceDefinition(s) with policy ${policy}`)
    if (policy === 'CreateReplace') await createOrReplace(context, targets, method)
    else for (const target of targets) await createIfMissing(context, target, method)
    if (targets.length > 0 && waits(context.draft.release, verb))
      await awaitDefinitions(context, targets, verb)
    forgetCapabilities(context.cluster.client)
  } catch (error) {
    throw new Error(`failed to apply CustomResourceDefinitions: ${messageOf(error)}`, { cause: error })
  }
}

/** What is no definition has no place in the folder, and is left out. */
async function targetsOf({ draft, cluster }: ReleaseContext, crd: ChartCrd): Promise<readonly Target[]> {
  const { release } = draft
  const text = goString(crd.file.data)
  const targets = await buildTargets(cluster.client, text, releaseNamespaceOf(release)).catch(error => {
    throw new Error(`failed to parse CustomResourceDefinitions from ${crd.name}: ${messageOf(error)}`, {
      cause: error,
    })
  })
  const owner = { [ManagedBy.Name]: release.metadata.name, [ManagedBy.Namespace]: namespaceOf(release) }
  return targets
    .filter(({ ref }) => ref.kind === 'CustomResourceDefinition' && ref.group === 'apiextensions.k8s.io')
    .map(target => withLabels(target, owner))
}

function withLabels(target: Target, labels: Readonly<Record<string, string>>): Target {
  const { resource } = target
  const known = resource.metadata['labels']
  const metadata = { ...resource.metadata, labels: { ...(isJsonObject(known) ? known : {}), ...labels } }
  return { ...target, resource: { ...resource, metadata } }
}

async function createIfMissing(
  { cluster }: ReleaseContext,
  target: Target,
  method: 'ssa' | 'csa',
): Promise<void> {
  // Without server-side apply a definition that is there is left as it is.
  if (method === 'csa' && (await findLive(cluster, target))) return
  try {
    await createAll(cluster, [target], { method, force: method === 'ssa', replaces: false })
  } catch (error) {
    throw new Error(`failed to create CustomResourceDefinition ${target.ref.name}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

async function createOrReplace(
  { cluster }: ReleaseContext,
  targets: readonly Target[],
  method: 'ssa' | 'csa',
): Promise<void> {
  const way = { method, force: method === 'ssa', replaces: method === 'csa' }
  const { error } = await updateAll(cluster, { originals: targets, targets }, way)
  if (error)
    throw new Error(`failed to update CustomResourceDefinition(s): ${error.message}`, { cause: error })
}

async function awaitDefinitions(
  context: ReleaseContext,
  targets: readonly Target[],
  verb: 'install' | 'upgrade',
): Promise<void> {
  const options = { ...waitOptionsOf(context, verb), timeout, withJobs: false }
  await awaitReady(context.cluster, targets, options).catch(error => {
    throw new Error(`failed to wait for CustomResourceDefinition(s): ${messageOf(error)}`, { cause: error })
  })
}
