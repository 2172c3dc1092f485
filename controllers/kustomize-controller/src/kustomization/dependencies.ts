import { type Kustomization, Reason } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import type { Artifact } from '@sluice/base/flow'
import { Stalled, Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { formatSourceKey, namespaceOf, sourceKeyOf, specOf } from './spec.ts'

/**
 * Makes sure that every Kustomization this one depends on is ready, and has applied the same revision if it is built
 * from the same source.
 * @throws Waiting for the first that is not
 */
export async function requireDependencies(
  ks: Kustomization,
  artifact: Artifact,
  { deps, signal }: { readonly deps: Deps; readonly signal: AbortSignal },
): Promise<void> {
  for (const { name, namespace = namespaceOf(ks), readyExpr } of specOf(ks).dependsOn ?? []) {
    if (readyExpr) throw unsupportedExpression(name)
    const shown = `dependency '${namespace}/${name}'`
    const dependency = await deps.findKustomization(namespace, name, signal)
    if (!dependency) {
      throw notReady(
        `${shown} not found: kustomizations.kustomize.toolkit.fluxcd.io "${name}" not found`,
        deps,
      )
    }
    if (!isReady(dependency)) throw notReady(`${shown} is not ready`, deps)
    const isSameSource = formatSourceKey(sourceKeyOf(dependency)) === formatSourceKey(sourceKeyOf(ks))
    if (isSameSource && dependency.status?.lastAppliedRevision !== artifact.revision) {
      throw notReady(`${shown} revision is not up to date`, deps)
    }
  }
}

/** Whether its present generation was reconciled, and well. */
export function isReady({ metadata, status }: Kustomization): boolean {
  const ready = status?.conditions?.find(condition => condition.type === 'Ready')
  return ready?.status === 'True' && status?.observedGeneration === metadata.generation
}

function notReady(message: string, { config }: Deps): Waiting {
  const after = config.requeueDependency
  const event = `Dependencies do not meet ready condition, retrying in ${formatDuration(after)}`
  return new Waiting(Reason.DependencyNotReady, message, { after, event })
}

/** Left for a later version; ignoring the expression would apply too early. */
function unsupportedExpression(name: string): Stalled {
  const message = `Reconciliation failed terminally due to configuration error: readyExpr of dependency '${name}' is not supported yet`
  return new Stalled(Reason.InvalidCELExpression, message, { observed: true })
}
