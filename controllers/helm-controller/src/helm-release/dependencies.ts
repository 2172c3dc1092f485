import { HelmRelease, Reason } from '@sluice/api/helm'
import type { JsonObject } from '@sluice/base/json'
import { compileReadyExpression, ExpressionError, holds, requireExpressions } from '@sluice/kube/expressions'
import { Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { namespaceOf, specOf } from './spec.ts'

/**
 * Makes sure that every HelmRelease this one depends on is ready. A `readyExpr` alone decides where there is one.
 * @throws Waiting for the first that is not; Stalled for an expression that is none
 */
export async function requireDependencies(
  release: HelmRelease,
  deps: Deps,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, namespace = namespaceOf(release), readyExpr } of specOf(release).dependsOn ?? []) {
    const dependency = await deps.findRelease(namespace, name, signal)
    if (!dependency) {
      const why = `${HelmRelease.plural}.${HelmRelease.group} "${name}" not found`
      throw notReady(`unable to get '${namespace}/${name}' dependency: ${why}`, deps)
    }
    const shown = `dependency '${namespace}/${name}'`
    if (readyExpr) {
      if (!holdsFor(release, dependency, { readyExpr, deps }))
        throw notReady(`${shown} is not ready according to readyExpr eval`, deps)
      if (!deps.config.addsExpressions) continue
    }
    if (!isReady(dependency)) throw notReady(`${shown} is not ready`, deps)
  }
}

/** Whether its present generation was reconciled, and well. */
export function isReady({ metadata, status }: HelmRelease): boolean {
  const ready = status?.conditions?.find(condition => condition.type === 'Ready')
  return ready?.status === 'True' && status?.observedGeneration === metadata.generation
}

/** flux: the event of an expression that is none tells the error alone. */
const tellsCause = { tellsCause: true }

function holdsFor(
  release: HelmRelease,
  dependency: HelmRelease,
  { readyExpr, deps }: { readonly readyExpr: string; readonly deps: Deps },
): boolean {
  const expression = requireExpressions(() => {
    try {
      return compileReadyExpression(readyExpr)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      // flux: wraps the error of an expression as one that is not retried, and says so.
      const where = `terminal error: failed to evaluate dependency ${dependency.metadata.name}`
      throw new ExpressionError(`${where}: ${error.message}`, { cause: error })
    }
  }, tellsCause)
  try {
    return holds(expression, { self: asJson(release), dep: asJson(dependency) })
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    // flux: what an expression fails on may come yet.
    throw notReady(error.message, deps)
  }
}

/** Objects of the API server are JSON, whatever type we give them. */
function asJson(object: HelmRelease): JsonObject {
  return object as unknown as JsonObject
}

function notReady(message: string, { config }: Deps): Waiting {
  return new Waiting(Reason.DependencyNotReady, message, { after: config.requeueDependency })
}
