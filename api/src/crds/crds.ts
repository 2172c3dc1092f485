import type { JsonObject } from '@sluice/base/json'
import type { Schema } from '@sluice/openapi'
import type { KindDefinition } from '../schema/index.ts'
import { allKinds } from './kinds.ts'

/** CustomResourceDefinition manifests of every kind. */
export function crds(): JsonObject[] {
  return allKinds.map(kind => crdOf(kind.definition))
}

function crdOf(definition: KindDefinition): JsonObject {
  const { group, kind, plural, shortNames, categories } = definition
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels: { 'app.kubernetes.io/part-of': 'flux' },
      ...(definition.substitute
        ? {}
        : { annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } }),
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        ...(shortNames ? { shortNames: [...shortNames] } : {}),
        categories: [...categories],
      },
      versions: [versionOf(definition)],
    },
  }
}

function versionOf(definition: KindDefinition): JsonObject {
  return {
    name: definition.version,
    served: true,
    storage: true,
    additionalPrinterColumns: definition.columns.map(column => ({ ...column })),
    subresources: definition.status ? { status: {} } : {},
    schema: { openAPIV3Schema: toJson(objectSchema(definition)) },
  }
}

/** The schema of a whole object of a kind. */
export function objectSchema(definition: KindDefinition): Schema {
  return {
    description: definition.description,
    type: 'object',
    properties: {
      apiVersion: { type: 'string', description: 'Version of the schema the object is written in' },
      kind: { type: 'string', description: 'What the object is' },
      metadata: { type: 'object' },
      spec: definition.spec,
      ...(definition.status ? { status: definition.status } : {}),
    },
  }
}

/** A copy of its own for each caller, who may change it. */
function toJson(schema: Schema): JsonObject {
  return structuredClone(schema) as JsonObject
}
