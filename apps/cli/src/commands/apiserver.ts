/** `apiserver`: the embedded Kubernetes API server in the foreground. @module */
import type { Context } from '../context.ts'
import { command } from '../parser/command.ts'
import { duration, integer, text, toggle } from '../parser/flags.ts'
import { stayUntil } from '../stay-until.ts'

const flags = {
  port: integer('port to listen on; a free one unless told', 0),
  token: text('token of a member of system:masters; $SLUICE_APISERVER_TOKEN or a random one unless told'),
  data: text('directory to keep objects in; in memory unless told'),
  workloads: toggle('play the controllers and nodes that workloads need to become ready'),
  'namespace-deletion-delay': duration(
    'how long a deleted namespace keeps its content; as in a cluster',
    5_000,
  ),
  'authentication-config': text('file with an AuthenticationConfiguration: whose tokens are good besides'),
  'client-ca-file': text('file with certificates of who else signs certificates of clients'),
  'service-cluster-ip-range': text('where cluster addresses of Services come from', '10.0.0.0/24'),
  'service-node-port-range': text('where node ports come from', '30000-32767'),
  'write-kubeconfig': text('file to write a kubeconfig of system:masters to'),
} as const

/** Runs the API server until interrupted. */
export const apiserver = command({
  summary: 'Run the embedded Kubernetes API server',
  examples: ['sluice apiserver --port 6443 --token s3cret --data ./cluster'],
  flags,
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run,
})

async function run(context: Context<typeof flags>): Promise<void> {
  const { port, data, workloads } = context.flags
  const token = context.flags.token || context.env['SLUICE_APISERVER_TOKEN']
  const authenticationConfig = await textOf(context.flags['authentication-config'])
  const clientCa = await textOf(context.flags['client-ca-file'])
  const { startApiServer } = await import('@sluice/apiserver')
  const server = await startApiServer({
    port,
    workloads,
    namespaceDeletionDelay: context.flags['namespace-deletion-delay'],
    serviceClusterIpRange: context.flags['service-cluster-ip-range'],
    serviceNodePortRange: context.flags['service-node-port-range'],
    ...(token ? { token } : {}),
    ...(data ? { dataDir: data } : {}),
    ...(authenticationConfig === undefined ? {} : { authenticationConfig }),
    ...(clientCa === undefined ? {} : { clientCa }),
  })
  const file = context.flags['write-kubeconfig']
  if (file) {
    const { writeFile } = await import('node:fs/promises')
    await writeFile(file, server.kubeconfig(), { mode: 0o600 })
  }
  context.out(`Kubernetes API ready at ${server.url}\n`)
  await stayUntil(context.interrupted)
  await server.stop()
}

async function textOf(file: string): Promise<string | undefined> {
  if (!file) return undefined
  const { readFile } = await import('node:fs/promises')
  return await readFile(file, 'utf8')
}
