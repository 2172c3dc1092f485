/** `check`: is the cluster new enough, are the controllers and definitions there? @module */
import type { KubeClient } from '@sluice/kube/client'
import { type Context, Exit } from '../context.ts'
import { fieldAt, numberAt, objectsAt, textAt } from '../kinds/fields.ts'
import { command } from '../parser/command.ts'
import { duration, list, toggle } from '../parser/flags.ts'
import { sandboxOf } from '../sandbox-of.ts'
import { crdKind, deploymentKind, partOfFlux } from './cluster-parts.ts'

const flags = {
  pre: toggle('check only what is needed before an installation'),
  components: list('accepted for compatibility; controllers are found by their label'),
  'components-extra': list('accepted for compatibility; controllers are found by their label'),
  'poll-interval': duration('how often to look at controllers that are not ready yet', 5000),
} as const

type CheckContext = Context<typeof flags>

/** The oldest Kubernetes, as a minor version of 1. */
const oldestMinor = 33

/** Checks a cluster. */
export const check = command({
  summary: 'Check a cluster',
  examples: ['sluice check --pre', 'sluice check'],
  flags,
  run: async context => {
    const { log } = context
    log.action('checking prerequisites')
    const client = await context.client()
    let passed = await checkKubernetes(client, context)
    if (context.flags.pre) {
      if (!passed) throw new Exit(1)
      log.success('prerequisites checks passed')
      return
    }
    log.action('checking controllers')
    passed = (await checkControllers(client, context)) && passed
    log.action('checking crds')
    passed = (await checkDefinitions(client, context)) && passed
    if (!passed) throw new Exit(1, 'check failed')
    log.success('all checks passed')
  },
})

async function checkKubernetes(client: KubeClient, { log, signal }: CheckContext): Promise<boolean> {
  const constraint = `>=1.${oldestMinor}.0-0`
  try {
    const answer = await client.raw('GET', '/version', undefined, { signal })
    const version = textAt(answer, 'gitVersion').replace(/^v/, '')
    const [major = 0, minor = 0] = version.split('.').map(Number)
    const isNewEnough = major > 1 || (major === 1 && minor >= oldestMinor)
    if (isNewEnough) log.success(`Kubernetes ${version} ${constraint}`)
    else log.failure(`Kubernetes version v${version} does not match ${constraint}`)
    return isNewEnough
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error
    log.failure(`Kubernetes API call failed: ${error.message}`)
    return false
  }
}

/** Controllers run in pods, or in the process of a sandbox. */
async function checkControllers(client: KubeClient, context: CheckContext): Promise<boolean> {
  const { log, namespace, signal } = context
  const { items } = await client.list(deploymentKind, { namespace, labelSelector: partOfFlux, signal })
  if (items.length === 0) return checkSandbox(context)
  let passed = true
  for (const deployment of items) {
    const isReady =
      numberAt(deployment, 'status', 'readyReplicas') >= numberAt(deployment, 'spec', 'replicas')
    if (isReady) log.success(`${deployment.metadata.name}: deployment ready`)
    else log.failure(`${deployment.metadata.name}: deployment not ready`)
    passed &&= isReady
    for (const container of objectsAt(deployment, 'spec', 'template', 'spec', 'containers'))
      log.action(textAt(container, 'image'))
  }
  return passed
}

async function checkSandbox(context: CheckContext): Promise<boolean> {
  const sandbox = await sandboxOf(context)
  if (sandbox) context.log.success(`controllers run in the sandbox (process ${sandbox.pid})`)
  else
    context.log.failure(
      `no controllers found in the '${context.namespace}' namespace with the label selector '${partOfFlux}'`,
    )
  return sandbox !== undefined
}

async function checkDefinitions(client: KubeClient, { log, signal }: CheckContext): Promise<boolean> {
  const { items } = await client.list(crdKind, { signal })
  const { allKinds } = await import('@sluice/api/crds')
  const groups = new Set(allKinds.map(kind => kind.group))
  const ours = items.filter(crd => groups.has(textAt(crd, 'spec', 'group')))
  if (ours.length === 0) {
    log.failure('no crds found; `sluice crds | kubectl apply -f -` installs them')
    return false
  }
  let passed = true
  for (const crd of ours) {
    const stored = fieldAt(crd, 'status', 'storedVersions')
    const last = Array.isArray(stored) ? stored.at(-1) : undefined
    if (last === undefined) log.failure(`no stored versions for ${crd.metadata.name}`)
    else log.success(`${crd.metadata.name}/${last}`)
    passed &&= last !== undefined
  }
  return passed
}
