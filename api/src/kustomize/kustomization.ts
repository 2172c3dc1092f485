/** Kustomization: builds a path of a source and keeps the cluster as it says. @module */
import {
  ageColumn,
  apiVersion,
  boolean,
  choice,
  commonMetadata,
  defineKind,
  dependency,
  duration,
  healthCheckExpression,
  ignoreRule,
  image,
  integer,
  inventory,
  kindChoice,
  kubeConfig,
  list,
  localReference,
  namespaceName,
  object,
  objectName,
  patch,
  readyColumns,
  required,
  status,
  string,
  stringMap,
  suspend,
  type TypeOf,
  time,
} from '../schema/index.ts'

const sourceRef = object('The source to build', {
  apiVersion,
  kind: kindChoice(['OCIRepository', 'GitRepository', 'Bucket', 'ExternalArtifact']),
  name: required(string('Name of the source')),
  namespace: string('Namespace of the source; this one unless told'),
})

const substitution = object('Variables from a ConfigMap or Secret', {
  kind: required(choice('Kind of the object', ['Secret', 'ConfigMap'])),
  name: objectName,
  optional: boolean('Go on when the object is missing', { default: false }),
})

const postBuild = object('Replacement of `${variables}` in what was built', {
  substitute: stringMap('Variables; they outrank those of substituteFrom'),
  substituteFrom: list('Where more variables are, later ones winning', substitution),
  substituteStrategy: choice('Replace only where there are variables, or always', [
    'WithVariables',
    'Always',
  ]),
})

const decryption = object('How to decrypt Secrets', {
  provider: required(choice('Tool they were encrypted with', ['sops'])),
  secretRef: localReference('Secret with the keys'),
  serviceAccountName: string('ServiceAccount to reach a key service with'),
})

const healthCheck = object('An object', {
  apiVersion: string('API version of the object; apps/v1 unless told'),
  kind: required(string('Kind of the object')),
  name: required(string('Name of the object')),
  namespace: string('Namespace of the object'),
})

const spec = object('What to build and apply, and how often', {
  sourceRef: required(sourceRef),
  path: string('Directory to build; the root of the source unless told'),
  interval: required(duration('How often to build and apply again')),
  retryInterval: duration('When to try again after a failure; the interval unless told'),
  timeout: duration('How long applying and health checks may take'),
  prune: required(boolean('Delete objects that are no longer built')),
  deletionPolicy: choice('What becomes of the objects when the Kustomization is deleted', [
    'MirrorPrune',
    'Delete',
    'WaitForTermination',
    'Orphan',
  ]),
  dependsOn: list('Kustomizations that must be ready first', dependency),
  suspend,
  force: boolean('Recreate objects whose immutable fields changed', { default: false }),
  wait: boolean('Wait for all applied objects to be healthy'),
  healthChecks: list('Objects to wait for', healthCheck),
  healthCheckExprs: list('How to tell the health of custom resources', healthCheckExpression),
  serviceAccountName: string('ServiceAccount to apply as'),
  kubeConfig,
  decryption,
  targetNamespace: namespaceName('Namespace to put all objects into'),
  namePrefix: string('Text to put before all names', { minLength: 1, maxLength: 200 }),
  nameSuffix: string('Text to put after all names', { minLength: 1, maxLength: 200 }),
  patches: list('Patches to apply to what is built', patch),
  images: list('Images to rewrite', image),
  components: list('Kustomize components to add, relative to the path', string('A path')),
  ignoreMissingComponents: boolean('Leave out components that do not exist'),
  buildMetadata: list(
    'What to note on objects about their build',
    choice('A kind of note', ['originAnnotations', 'transformerAnnotations']),
  ),
  commonMetadata,
  postBuild,
  ignore: list('Fields that others may change', ignoreRule),
})

const snapshot = object('A run of reconciliations that gave the same', {
  digest: required(string('Digest of what was built')),
  firstReconciled: required(time('When it was first reconciled')),
  lastReconciled: required(time('When it was last reconciled')),
  lastReconciledDuration: required(string('How long the last reconciliation took')),
  lastReconciledStatus: required(string('Reason of the outcome')),
  totalReconciliations: required(integer('How many there were', { format: 'int64' })),
  metadata: stringMap('Revisions it was built from'),
})

const kustomizationStatus = status({
  lastAppliedRevision: string('Revision that was applied last'),
  lastAppliedOriginRevision: string('What lastAppliedRevision was made from'),
  lastAttemptedRevision: string('Revision that was tried last'),
  inventory,
  history: list('The last reconciliations, newest first', snapshot),
})

/** Builds a path of a source and applies it. */
export const Kustomization = defineKind({
  group: 'kustomize.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Kustomization',
  plural: 'kustomizations',
  shortNames: ['ks'],
  categories: ['all', 'fluxcd', 'fluxcd-appliers'],
  description: 'Builds a path of a source and keeps the cluster as it says',
  columns: [ageColumn, ...readyColumns],
  spec,
  status: kustomizationStatus,
})

/** A Kustomization in a cluster. */
export type Kustomization = NonNullable<typeof Kustomization.object>
/** What a Kustomization asks for. */
export type KustomizationSpec = TypeOf<typeof spec>
/** What is known of a Kustomization. */
export type KustomizationStatus = TypeOf<typeof kustomizationStatus>
/** An entry of a Kustomization's history. */
export type KustomizationSnapshot = TypeOf<typeof snapshot>
/** `spec.postBuild`. */
export type PostBuild = TypeOf<typeof postBuild>
