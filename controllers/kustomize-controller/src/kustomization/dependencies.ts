import { type Kustomization, Reason } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import type { Artifact } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { compileReadyExpression, ExpressionError, holds, requireExpressions } from '@sluice/kube/expressions'
import { referenceKey, Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { namespaceOf, sourceKeyOf, specOf } from './spec.ts'

/**
 * Makes sure that every Kustomization this one depends on is ready, and has applied the same revision if it is built
 * from the same source. A `readyExpr` alone decides where there is one, unless the controller's gate lets it only add.
 * @throws Waiting for the first that is not; Stalled for an expression that is none
 */
export async function requireDependencies(
  ks: Kustomization,
  artifact: Artifact,
  { deps, signal }: { readonly deps: Deps; readonly signal: AbortSignal },
): Promise<void> {
  for (const { name, namespace = namespaceOf(ks), readyExpr } of specOf(ks).dependsOn ?? []) {
    const shown = `dependency '${namespace}/${name}'`
    const dependency = await deps.findKustomization(namespace, name, signal)
    if (!dependency) {
      throw notReady(
        `${shown} not found: kustomizations.kustomize.toolkit.fluxcd.io "${name}" not found`,
        deps,
      )
    }
    if (readyExpr) {
      if (!isReadyByExpression(ks, dependency, readyExpr)) {
        throw notReady(`${shown} is not ready according to readyExpr eval`, deps)
      }
      if (!deps.config.addsExpressions) continue
    }
    if (!isReady(dependency)) throw notReady(`${shown} is not ready`, deps)
    const isSameSource = referenceKey(sourceKeyOf(dependency)) === referenceKey(sourceKeyOf(ks))
    if (isSameSource && dependency.status?.lastAppliedRevision !== artifact.revision) {
      throw notReady(`${shown} revision is not up to date`, deps)
    }
  }
}

function isReadyByExpression(ks: Kustomization, dependency: Kustomization, source: string): boolean {
  const expression = requireExpressions(() => {
    try {
      return compileReadyExpression(source)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      throw new ExpressionError(`failed to evaluate dependency ${dependency.metadata.name}: ${error.message}`)
    }
  })
  return holds(expression, { self: asJson(ks), dep: asJson(dependency) })
}

/** Objects of the API server are JSON, whatever type we give them. */
function asJson(object: Kustomization): JsonObject {
  return object as unknown as JsonObject
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
