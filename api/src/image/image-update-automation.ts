/** ImageUpdateAutomation: commits the latest tags to Git. @module */
import {
  ageColumn,
  annotated,
  apiVersion,
  choice,
  column,
  defineKind,
  duration,
  list,
  localReference,
  map,
  object,
  readyColumns,
  required,
  status,
  string,
  stringMap,
  suspend,
  type TypeOf,
  time,
  withDefault,
} from '../schema/index.ts'
import { gitReference } from '../source/git-repository.ts'
import { imageGroup, imageReference } from './group.ts'

const commit = object('How to commit', {
  author: required(
    object('Who commits', {
      email: required(string('Address of the author')),
      name: string('Name of the author'),
    }),
  ),
  messageTemplate: string('Go template of the message'),
  messageTemplateValues: stringMap('Values for the template'),
  signingKey: object('Key to sign with', {
    secretRef: required(localReference('Secret with the key')),
    type: choice('Kind of the key', ['gpg', 'ssh']),
  }),
})

const git = object('How to check out, commit and push', {
  checkout: object('What to change; what the GitRepository fetches unless told', {
    ref: required(gitReference),
  }),
  commit: required(commit),
  push: object('Where to push; to what was checked out unless told', {
    branch: string('Branch to push to'),
    refspec: string('Refspec to push, besides the branch'),
    options: stringMap('Push options'),
  }),
})

const atomic = { 'x-kubernetes-list-type': 'atomic' } as const

const labelExpression = object('A condition on one label', {
  key: required(string('Name of the label')),
  operator: required(string('In, NotIn, Exists or DoesNotExist')),
  values: annotated(list('Values of the label', string('A value')), atomic),
})

const labelSelector = annotated(
  object('Which ImagePolicies to follow; all of the namespace unless told', {
    matchExpressions: annotated(list('Conditions that must all hold', labelExpression), atomic),
    matchLabels: stringMap('Labels that policies must have'),
  }),
  { 'x-kubernetes-map-type': 'atomic' },
)

const update = object('How to change files', {
  path: string('Directory to change; the root unless told'),
  strategy: choice('The way', ['Setters'], { default: 'Setters' }),
})

const spec = object('What to change, and how often', {
  sourceRef: required(
    object('The GitRepository', {
      apiVersion,
      kind: required(choice('Kind of the source', ['GitRepository'], { default: 'GitRepository' })),
      name: required(string('Name of the source')),
      namespace: string('Its namespace; this one unless told'),
    }),
  ),
  git,
  interval: required(duration('How often to run')),
  policySelector: labelSelector,
  update: withDefault(update, { strategy: 'Setters' }),
  suspend,
})

const automationStatus = status({
  lastAutomationRunTime: time('When it ran last'),
  lastPushCommit: string('The commit that was pushed last'),
  lastPushTime: time('When it was pushed'),
  observedPolicies: map('The policies and their latest images', imageReference),
  observedSourceRevision: string('The commit that was checked out last'),
})

/** Commits the latest tags to Git. */
export const ImageUpdateAutomation = defineKind({
  ...imageGroup,
  kind: 'ImageUpdateAutomation',
  plural: 'imageupdateautomations',
  shortNames: ['iua', 'imgupd', 'imgauto'],
  description: 'Commits the latest tags to Git',
  columns: [...readyColumns, column('Last run', '.status.lastAutomationRunTime', 1), ageColumn],
  spec,
  status: automationStatus,
})

/** An ImageUpdateAutomation in a cluster. */
export type ImageUpdateAutomation = NonNullable<typeof ImageUpdateAutomation.object>
/** What an ImageUpdateAutomation asks for. */
export type ImageUpdateAutomationSpec = TypeOf<typeof spec>
/** What is known of an ImageUpdateAutomation. */
export type ImageUpdateAutomationStatus = TypeOf<typeof automationStatus>
