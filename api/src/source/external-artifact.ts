/** ExternalArtifact: content that another controller made. @module */
import {
  ageColumn,
  apiVersion,
  artifact,
  column,
  conditions,
  defineKind,
  object,
  readyColumns,
  required,
  string,
  type TypeOf,
} from '../schema/index.ts'
import { sourceGroup } from './group.ts'

const spec = object('Where the content comes from', {
  sourceRef: object('The object that made the content', {
    apiVersion,
    kind: required(string('Kind of the object')),
    name: required(string('Name of the object')),
    namespace: string('Namespace of the object; this one unless told'),
  }),
})

const externalStatus = object('What was made', { artifact, conditions })

/** Content that another controller made. */
export const ExternalArtifact = defineKind({
  ...sourceGroup,
  kind: 'ExternalArtifact',
  plural: 'externalartifacts',
  shortNames: ['ea'],
  description: 'Content that another controller made',
  columns: [ageColumn, ...readyColumns, column('Source', '.spec.sourceRef.name')],
  spec,
  status: externalStatus,
})

/** An ExternalArtifact in a cluster. */
export type ExternalArtifact = NonNullable<typeof ExternalArtifact.object>
/** What an ExternalArtifact says of its origin. */
export type ExternalArtifactSpec = TypeOf<typeof spec>
/** What is known of an ExternalArtifact. */
export type ExternalArtifactStatus = TypeOf<typeof externalStatus>
