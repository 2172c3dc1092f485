import { ConstraintError, parseConstraint, parseVersion, satisfies } from '@sluice/base/semver'
import { ChartError } from '../chart/chart-error.ts'
import type { KubeVersion } from './kube-version.ts'

/**
 * Checks a chart's `kubeVersion` constraint; an empty one holds for every cluster.
 * @throws ChartError in Helm's words
 */
export function checkKubeVersion(constraint: string, kubeVersion: KubeVersion): void {
  if (constraint === '' || isCompatibleRange(constraint, kubeVersion.normalized)) return
  throw new ChartError(
    `chart requires kubeVersion: ${constraint} which is incompatible with Kubernetes ${kubeVersion.version}`,
  )
}

/** Whether a version satisfies a constraint; false if one of them cannot be read. */
export function isCompatibleRange(constraint: string, version: string): boolean {
  const parsed = parseVersion(version)
  if (!parsed) return false
  try {
    return satisfies(parsed, parseConstraint(constraint))
  } catch (error) {
    if (error instanceof ConstraintError) return false
    throw error
  }
}
