/** `version`: of this command, and of the controllers in a cluster. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Context } from '../context.ts'
import { objectsAt, textAt } from '../kinds/fields.ts'
import { command } from '../parser/command.ts'
import { text, toggle } from '../parser/flags.ts'
import { fluxVersion, sluiceVersion } from '../version.ts'
import { deploymentKind, partOfFlux } from './cluster-parts.ts'

const flags = {
  client: toggle('do not ask the cluster'),
  output: text('how to print: json or yaml', 'yaml', { short: 'o' }),
} as const

/** Prints versions. */
export const version = command({
  summary: 'Print versions',
  details: 'Prints the version of this command and of the Flux it is compatible with.',
  flags,
  run,
})

/** The answer to `--version`. Called as `flux`, it is the version of the Flux that it stands in for. */
export function versionLine(program: string): string {
  return program === 'flux' ? `flux version ${fluxVersion.slice(1)}` : `${program} version ${sluiceVersion}`
}

async function run(context: Context<typeof flags>): Promise<void> {
  const { output, client } = context.flags
  if (output !== 'yaml' && output !== 'json') throw new Error(`--output must be json or yaml, not ${output}`)
  const versions: JsonObject = {
    ...(context.program === 'flux' ? {} : { sluice: `v${sluiceVersion}` }),
    flux: fluxVersion,
    ...(client ? {} : await controllerVersions(context)),
  }
  if (output === 'json') context.out(`${JSON.stringify(versions, undefined, 2)}\n`)
  else
    context.out(
      Object.entries(versions)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    )
}

/** Images of the controllers' Deployments, as name and tag. */
async function controllerVersions(context: Context): Promise<JsonObject> {
  const client = await context.client()
  const { items } = await client.list(deploymentKind, {
    namespace: context.namespace,
    labelSelector: partOfFlux,
    signal: context.signal,
  })
  if (items.length === 0) throw new Error(`no deployments found in ${context.namespace} namespace`)
  const images = items.flatMap(item => objectsAt(item, 'spec', 'template', 'spec', 'containers'))
  return Object.fromEntries(
    images.map(container => {
      const image = textAt(container, 'image')
      const [, name, tag] = /([^/:]+):([^/:@]+)(?:@.*)?$/.exec(image) ?? []
      if (!name || !tag) throw new Error(`missing image tag in image ${image}`)
      return [name, tag]
    }),
  )
}
