/**
 * Fields that many kinds have.
 * @module
 */
import type { Condition } from '@sluice/kube/meta'
import {
  choice,
  type Field,
  type Fields,
  integer,
  type Limits,
  list,
  type ObjectOf,
  type Optional,
  object,
  required,
  rule,
  string,
  stringMap,
  time,
  withDefault,
} from './field.ts'

/** A duration such as `1h30m`. */
export function duration(description: string, limits: Limits<string> = {}): Optional<string> {
  return string(description, { pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$', ...limits })
}

/** A duration too short to be told in hours, such as `1m30s`. */
export function shortDuration(description: string, limits: Limits<string> = {}): Optional<string> {
  return string(description, { pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m))+$', ...limits })
}

/** The name of an object in the same namespace. */
export function localReference(description: string): Optional<{ readonly name: string }> {
  return object(description, { name: required(string('Name of the object')) })
}

/** A name as Kubernetes allows it: 1 to 253 characters. */
export const objectName = required(string('Name of the object', { minLength: 1, maxLength: 253 }))

/** A namespace: 1 to 63 characters. */
export function namespaceName(description: string): Optional<string> {
  return string(description, { minLength: 1, maxLength: 63 })
}

/** `spec.suspend`. */
export const suspend: Optional<boolean> = {
  schema: {
    type: 'boolean',
    description: 'True stops reconciling until it is false again; what was done before stays',
  },
  required: false,
}

const qualifiedName = '([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?'

/** `status.conditions`. */
export const conditions: Optional<readonly Condition[]> = list(
  'The latest observations of the object',
  object('One observation', {
    type: required(
      string('What is observed', {
        pattern: `^${qualifiedName}(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`,
        maxLength: 316,
      }),
    ),
    status: required(choice('Whether it holds', ['True', 'False', 'Unknown'])),
    reason: required(
      string('Why, in one word for programs', {
        pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
        minLength: 1,
        maxLength: 1024,
      }),
    ),
    message: required(string('Why, for people; may be empty', { maxLength: 32768 })),
    lastTransitionTime: required(time('When the condition last changed')),
    observedGeneration: integer('Generation of the object that was observed', {
      format: 'int64',
      minimum: 0,
    }),
  }),
)

/** `status.artifact`. */
export const artifact = object('The content that was stored last', {
  digest: required(
    string('Digest of the file, `<algorithm>:<hex>`', {
      pattern: '^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$',
    }),
  ),
  lastUpdateTime: required(time('When the file was written')),
  metadata: stringMap('What upstream says about the content, such as annotations of an OCI artifact'),
  path: required(string('Where the file is, relative to the root of the storage')),
  revision: required(string('Which upstream content it is')),
  size: integer('Bytes of the file', { format: 'int64' }),
  url: required(string('Where the file can be fetched')),
})

/** Members every status with an observed generation has. */
export const statusMembers = {
  conditions,
  observedGeneration: integer('The last generation that was reconciled', { format: 'int64' }),
  lastHandledReconcileAt: string('The last reconcile request that was handled'),
} as const

/** A status that starts with `observedGeneration: -1`. */
export function status<F extends Fields>(fields: F): Optional<ObjectOf<typeof statusMembers & F>> {
  const members: typeof statusMembers & F = { ...statusMembers, ...fields }
  return withDefault(object('What was observed', members), { observedGeneration: -1 })
}

/** Labels and annotations to put on everything made. */
export const commonMetadata = object('Labels and annotations to put on every object', {
  annotations: stringMap('Annotations to add; they replace those of the same name'),
  labels: stringMap('Labels to add; they replace those of the same name'),
})

/** Which other namespaces may refer to the object. */
export const accessFrom = object('Which other namespaces may refer to the object', {
  namespaceSelectors: required(
    list(
      'Namespaces that match any of these may',
      object('A set of namespaces', {
        matchLabels: stringMap('Labels a namespace must have; none match all'),
      }),
    ),
  ),
})

const oneKubeConfig =
  'exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified'

/** How to reach a remote cluster. */
export const kubeConfig = object(
  'How to reach another cluster than this one',
  {
    configMapRef: localReference('ConfigMap that names a cluster and the provider to log in with'),
    secretRef: object('Secret that holds a kubeconfig', {
      name: required(string('Name of the Secret')),
      key: string('Key of the kubeconfig; `value` or `value.yaml` unless told'),
    }),
  },
  [
    rule(oneKubeConfig, 'has(self.configMapRef) || has(self.secretRef)'),
    rule(oneKubeConfig, '!has(self.configMapRef) || !has(self.secretRef)'),
  ],
)

/** An object of the same kind to wait for. */
export const dependency = object('An object of the same kind', {
  name: required(string('Name of the object')),
  namespace: string('Namespace of the object; this one unless told'),
  readyExpr: string('CEL expression over `self` and `dep` that tells whether it is ready'),
})

/** Which resources something is about. */
export const selector = object('Which resources; what is left out matches all', {
  annotationSelector: string('Selector of annotations, written as one of labels'),
  group: string('API group'),
  kind: string('Kind'),
  labelSelector: string('Selector of labels'),
  name: string('Name, a regular expression'),
  namespace: string('Namespace, a regular expression'),
  version: string('API version'),
})

/** A patch of resources. */
export const patch = object('A strategic merge or JSON 6902 patch', {
  patch: required(string('The patch, YAML or JSON')),
  target: selector,
})

/** A rewritten container image. */
export const image = object('A change of image references', {
  digest: string('Digest to set; replaces a tag'),
  name: required(string('The image without its tag')),
  newName: string('Name to set'),
  newTag: string('Tag to set'),
})

/** Fields that drift detection leaves alone. */
export const ignoreRule = object('Fields that may differ', {
  paths: required(list('JSON pointers of the fields', string('A JSON pointer'))),
  target: selector,
})

/** How to tell the health of a kind. */
export const healthCheckExpression = object('CEL expressions over an object that tell its health', {
  apiVersion: required(string('API version of the kind')),
  kind: string('The kind'),
  current: required(string('Whether the object is as wanted')),
  failed: string('Whether it failed'),
  inProgress: string('Whether it is still changing'),
})

/** Objects that were applied. */
export const inventory = object('The objects that were applied last', {
  entries: required(
    list(
      'The objects',
      object('An object', {
        id: required(string('`<namespace>_<name>_<group>_<kind>`')),
        v: required(string('API version')),
      }),
    ),
  ),
})

/** An identity that may have signed, both members being regular expressions. */
const oidcIdentity = object('An identity', {
  issuer: required(string('Who vouches for the identity, a regular expression')),
  subject: required(string('The identity, a regular expression')),
})

/** `verify.provider`, which has a default though it must be there. */
export const verifyProvider = required(
  choice('Tool the signature was made with', ['cosign', 'notation'], { default: 'cosign' }),
)

/** Identities accepted of a signature without a key. */
export const matchOIDCIdentity = list('Accepted identities of a signature without a key', oidcIdentity)

/** A registry's or cloud's way to log in. */
export const registryProvider = choice('How to log in', ['generic', 'aws', 'azure', 'gcp'], {
  default: 'generic',
})

/** A field of the kind that names an object of some kinds. */
export function kindChoice<const T extends string>(kinds: readonly T[]): Field<T, true> {
  return required(choice('Kind of the object', kinds))
}

/** An API version, which is there for people only. */
export const apiVersion = string('API version of the object')
