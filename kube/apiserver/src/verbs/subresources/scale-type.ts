/** What a Scale is as a type: its schema, its columns. @module */
import { columnDescriptions } from '../../descriptions/descriptions.ts'
import { builtInSchema, type Column, type ResourceType } from '../../kinds/index.ts'

const scaleSchema = 'io.k8s.api.autoscaling.v1.Scale'

/** What a body of a scale is read as. */
export const scaleKind = { apiVersion: 'autoscaling/v1', kind: 'Scale', schemaName: scaleSchema }

/** What a patch of a scale sees as its type. */
export function scaleType(parent: ResourceType): ResourceType {
  const schema = builtInSchema(scaleSchema) ?? {}
  return {
    ...parent,
    group: 'autoscaling',
    version: 'v1',
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    listKind: 'ScaleList',
    schema,
    schemaName: scaleSchema,
    resolver: builtInSchema,
    storageKey: 'scales.autoscaling',
    storageVersion: 'autoscaling/v1',
    get columns() {
      return scaleColumns(parent.custom !== undefined)
    },
    subresources: [],
    custom: undefined,
  }
}

/** Name and age are what they are everywhere; custom resources describe the rest in fewer words. */
function scaleColumns(isCustom: boolean): readonly Column[] {
  const texts = columnDescriptions('v1/configmaps')
  const column = (name: string, type: string, description: string | undefined): Column => ({
    name,
    type,
    format: isCustom && name === 'Name' ? 'name' : '',
    priority: 0,
    description: description ?? '',
  })
  const [desired, actual] = isCustom
    ? ['Number of desired replicas', 'Number of actual replicas']
    : [
        'replicas is the desired number of instances for the scaled object.',
        'replicas is the actual number of observed instances of the scaled object.',
      ]
  return [
    column('Name', 'string', texts[0]),
    column('Desired', 'integer', desired),
    column('Available', 'integer', actual),
    column('Age', isCustom ? 'date' : 'string', texts.at(-1)),
  ]
}
