/** Provider: a service that takes notifications. @module */
import {
  ageColumn,
  choice,
  defineKind,
  duration,
  localReference,
  object,
  required,
  rule,
  shortDuration,
  string,
  suspend,
  type TypeOf,
} from '../schema/index.ts'
import { notificationGroup } from './group.ts'

/** The services, in the order they are told in refusals. */
export const providerTypes = [
  'slack',
  'discord',
  'msteams',
  'rocket',
  'generic',
  'generic-hmac',
  'github',
  'gitlab',
  'gitea',
  'giteapullrequestcomment',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
  'googlechat',
  'googlepubsub',
  'webex',
  'sentry',
  'azureeventhub',
  'telegram',
  'lark',
  'matrix',
  'opsgenie',
  'alertmanager',
  'grafana',
  'githubdispatch',
  'githubpullrequestcomment',
  'gitlabmergerequestcomment',
  'pagerduty',
  'datadog',
  'nats',
  'zulip',
  'otel',
  'zoom',
  'incident.io',
] as const

const commitStatusTypes = [
  'github',
  'gitlab',
  'gitea',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
] as const

const spec = object(
  'How to reach the service',
  {
    type: required(choice('Which service', providerTypes)),
    address: string('Address, or what the service has in its place', { maxLength: 2048 }),
    channel: string('Where in the service', { maxLength: 2048 }),
    username: string('Who to post as', { maxLength: 2048 }),
    secretRef: localReference('Secret with address, token, headers, username, password'),
    certSecretRef: localReference('Secret with tls.crt, tls.key and ca.crt'),
    proxySecretRef: localReference('Secret with the address and credentials of a proxy'),
    proxy: string('Replaced by proxySecretRef', { maxLength: 2048, pattern: '^(http|https)://.*$' }),
    serviceAccountName: string('ServiceAccount to log in to the cloud provider with'),
    commitStatusExpr: string('CEL expression that makes the name of a commit status'),
    timeout: shortDuration('How long a notification may take'),
    interval: duration('Has no effect'),
    suspend,
  },
  [
    rule(
      `spec.commitStatusExpr is only supported for the ${commitStatusTypes.map(type => `'${type}'`).join(', ')} provider types`,
      [...commitStatusTypes.map(type => `self.type == '${type}'`), '!has(self.commitStatusExpr)'].join(
        ' || ',
      ),
    ),
  ],
)

/** A service that takes notifications. */
export const Provider = defineKind({
  ...notificationGroup,
  version: 'v1beta3',
  kind: 'Provider',
  plural: 'providers',
  description: 'A service that takes notifications',
  columns: [ageColumn],
  spec,
})

/** A Provider in a cluster. */
export type Provider = NonNullable<typeof Provider.object>
/** What a Provider asks for. */
export type ProviderSpec = TypeOf<typeof spec>
/** A service. */
export type ProviderType = (typeof providerTypes)[number]
