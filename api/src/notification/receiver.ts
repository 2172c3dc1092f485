/** Receiver: a webhook that asks for reconciliations. @module */
import {
  ageColumn,
  choice,
  defineKind,
  duration,
  keyedList,
  list,
  localReference,
  object,
  readyColumns,
  required,
  rule,
  status,
  string,
  suspend,
  type TypeOf,
} from '../schema/index.ts'
import { notificationGroup, objectsMembers } from './group.ts'

/** Who may call a webhook, in the order told in refusals. */
export const receiverTypes = [
  'generic',
  'generic-hmac',
  'generic-oidc',
  'github',
  'gitlab',
  'bitbucket',
  'harbor',
  'dockerhub',
  'quay',
  'gcr',
  'nexus',
  'acr',
  'cdevents',
] as const

const validations = list(
  'What must hold of a token',
  object('A check', {
    expression: required(string('CEL expression that must be true')),
    message: required(string('What to say when it is not')),
  }),
  { minItems: 1 },
)

const oidcProvider = object('An issuer of tokens', {
  issuerURL: required(string('Address of the issuer', { pattern: '^https?://' })),
  audience: string('Audience the tokens must have; notification-controller unless told'),
  variables: list(
    'Names for parts of a token',
    object('A name', {
      name: required(string('The name')),
      expression: required(string('CEL expression of its value')),
    }),
  ),
  validations: required(validations),
})

const spec = object(
  'Who may call, and what to reconcile',
  {
    type: required(choice('Who calls', receiverTypes)),
    interval: duration('How often to look at the Secret', { default: '10m' }),
    events: list('Kinds of calls to act on; all unless told', string('A kind of call')),
    resources: required(
      list(
        'What to reconcile',
        object('Some objects', {
          ...objectsMembers,
          filter: string('CEL expression over `res` and `req` that must be true'),
        }),
      ),
    ),
    resourceFilter: string('CEL expression over `res` and `req` that must be true of each object'),
    secretRef: localReference('Secret with the token'),
    oidcProviders: keyedList('Issuers of tokens; for generic-oidc', oidcProvider, ['issuerURL']),
    suspend,
  },
  [
    rule(
      'generic-oidc receivers must define at least one oidcProvider',
      "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
    ),
    rule(
      'oidcProviders can only be set when type is generic-oidc',
      "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
    ),
    rule(
      'secretRef cannot be set when type is generic-oidc',
      "self.type != 'generic-oidc' || !has(self.secretRef)",
    ),
    rule(
      'secretRef is required when type is not generic-oidc',
      "self.type == 'generic-oidc' || has(self.secretRef)",
    ),
  ],
)

const receiverStatus = status({ webhookPath: string('Path of the webhook, `/hook/<sha256>`') })

/** A webhook that asks for reconciliations. */
export const Receiver = defineKind({
  ...notificationGroup,
  version: 'v1',
  kind: 'Receiver',
  plural: 'receivers',
  description: 'A webhook that asks for reconciliations',
  columns: [ageColumn, ...readyColumns],
  spec,
  status: receiverStatus,
})

/** A Receiver in a cluster. */
export type Receiver = NonNullable<typeof Receiver.object>
/** What a Receiver asks for. */
export type ReceiverSpec = TypeOf<typeof spec>
/** What is known of a Receiver. */
export type ReceiverStatus = TypeOf<typeof receiverStatus>
