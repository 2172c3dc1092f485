import type { Resource } from '@sluice/base/flow'
import { resourceRef } from './resource-ref.ts'

/** Resources that are applied together. */
export interface ApplyStage {
  readonly resources: readonly Resource[]
  /** Whether all must be ready before the next stage begins. */
  readonly awaited: boolean
}

/** Splits resources into definitions, classes, kinds the user named, and the rest. Empty stages are left out. */
export function stagesOf(
  resources: readonly Resource[],
  customKinds: readonly string[] = [],
): readonly ApplyStage[] {
  const definitions: Resource[] = []
  const classes: Resource[] = []
  const custom: Resource[] = []
  const rest: Resource[] = []
  for (const resource of resources) {
    const { group, kind } = resourceRef(resource)
    if (isDefinition(group, kind)) definitions.push(resource)
    else if (kind.endsWith('Class')) classes.push(resource)
    else if (customKinds.includes(group ? `${group}/${kind}` : kind)) custom.push(resource)
    else rest.push(resource)
  }
  const stages = [
    { resources: definitions, awaited: true },
    { resources: classes, awaited: true },
    { resources: custom, awaited: false },
    { resources: rest, awaited: false },
  ]
  return stages.filter(stage => stage.resources.length > 0)
}

function isDefinition(group: string, kind: string): boolean {
  switch (group) {
    case 'apiextensions.k8s.io':
      return kind === 'CustomResourceDefinition'
    case 'rbac.authorization.k8s.io':
      return kind === 'ClusterRole'
    case '':
      return kind === 'Namespace'
    default:
      return false
  }
}
