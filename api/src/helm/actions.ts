/** The fields that say how a HelmRelease is installed, upgraded, tested, rolled back and uninstalled. @module */
import {
  boolean,
  choice,
  duration,
  type Fields,
  integer,
  list,
  object,
  objectName,
  required,
  rule,
} from '../schema/index.ts'

const timeout = duration('How long one Kubernetes operation may take')
const disableHooks = boolean('Do not run hooks')
const disableWait = boolean('Do not wait for objects to be ready')
const disableWaitForJobs = boolean('Do not wait for jobs to be complete')

const rendering = {
  disableOpenAPIValidation: boolean('Do not check manifests against the schemas of the cluster'),
  disableSchemaValidation: boolean('Do not check values against the schema of the chart'),
  disableTakeOwnership: boolean('Refuse objects that another release, or none, owns'),
  crds: choice("What to do with the chart's CustomResourceDefinitions", ['Skip', 'Create', 'CreateReplace']),
} as const

const serverSideApply = choice('Whether to apply on the server; `auto` does what the last action did', [
  'enabled',
  'disabled',
  'auto',
])

const strategyMembers = {
  name: required(choice('What to do after a failure', ['RemediateOnFailure', 'RetryOnFailure'])),
  retryInterval: duration('When to try again; with RetryOnFailure only'),
} as const

const remediation = {
  retries: integer('How often to try again; negative is without end'),
  ignoreTestFailures: boolean('A failed test is no failure'),
  remediateLastFailure: boolean('Remedy the last failure too'),
} as const

/** `spec.install`. */
export const install = object('How to install', {
  timeout,
  disableHooks,
  disableWait,
  disableWaitForJobs,
  ...rendering,
  createNamespace: boolean('Make the target namespace if it does not exist'),
  replace: boolean('Use the name of a deleted release again'),
  serverSideApply: boolean('Apply on the server'),
  skipCRDs: boolean('Has no effect; see crds'),
  strategy: object('What to do after a failure', strategyMembers, [
    rule(
      ".retryInterval cannot be set when .name is 'RemediateOnFailure'",
      "!has(self.retryInterval) || self.name != 'RemediateOnFailure'",
    ),
  ]),
  remediation: object('How to remedy a failure', remediation),
})

/** `spec.upgrade`. */
export const upgrade = object('How to upgrade', {
  timeout,
  disableHooks,
  disableWait,
  disableWaitForJobs,
  ...rendering,
  chartNameChangeStrategy: choice('What to do when the chart has another name', [
    'InPlaceUpdate',
    'Reinstall',
  ]),
  cleanupOnFail: boolean('Delete objects that a failed upgrade made'),
  force: boolean('Replace objects that cannot be changed'),
  preserveValues: boolean('Keep the values of the last release'),
  serverSideApply,
  strategy: object('What to do after a failure', strategyMembers, [
    rule(
      ".retryInterval can only be set when .name is 'RetryOnFailure'",
      "!has(self.retryInterval) || self.name == 'RetryOnFailure'",
    ),
  ]),
  remediation: object('How to remedy a failure', {
    ...remediation,
    strategy: choice('How to go back', ['rollback', 'uninstall']),
  }),
})

/** `spec.test`. */
export const test = object('How to test', {
  enable: boolean('Run the tests after an install or upgrade'),
  timeout,
  ignoreFailures: boolean('A failed test is no failure'),
  filters: list(
    'Which tests to run',
    object('A test', { name: objectName, exclude: boolean('Leave the test out') }),
  ),
})

/** `spec.rollback`. */
export const rollback = object('How to roll back', {
  timeout,
  disableHooks,
  disableWait,
  disableWaitForJobs,
  cleanupOnFail: boolean('Delete objects that a failed rollback made'),
  force: boolean('Replace objects that cannot be changed'),
  recreate: boolean('Has no effect'),
  serverSideApply,
})

/** `spec.uninstall`. */
export const uninstall = object('How to uninstall', {
  timeout,
  disableHooks,
  disableWait,
  keepHistory: boolean('Keep the record of the release'),
  deletionPropagation: choice(
    'What becomes of the dependents of deleted objects',
    ['background', 'foreground', 'orphan'],
    { default: 'background' },
  ),
} satisfies Fields)
