/** `debug kustomization name`: its status, its history, or the variables it replaces. @module */
import { Kustomization } from '@sluice/api/kustomize'
import type { JsonValue } from '@sluice/base/json'
import { isJsonObject } from '@sluice/base/json'
import { isNotFound } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { formatYaml } from '@sluice/yaml'
import type { Context } from '../../context.ts'
import { fieldAt, objectsAt, textAt } from '../../kinds/fields.ts'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { completeNames } from '../complete-names.ts'
import { readData } from './read-data.ts'

const flags = {
  'show-status': toggle('print the status'),
  'show-vars': toggle('print the variables that are replaced after the build; may hold secrets'),
  'show-history': toggle('print the history'),
} as const

type DebugContext = Context<typeof flags>

const row = rowOf('Kustomization')

/** Shows what a Kustomization works with. */
export const debugKustomization = command({
  summary: 'Show status, history or variables of a Kustomization; may print secrets',
  usage: '[name]',
  examples: ['sluice debug ks apps --show-vars > vars.env'],
  flags,
  arity: { type: 'exactly', count: 1 },
  ...(row ? { complete: completeNames(row) } : {}),
  run: async (context: DebugContext) => {
    const given = context.flags
    const asked = [given['show-status'], given['show-vars'], given['show-history']].filter(Boolean)
    if (asked.length !== 1)
      throw new UsageError('exactly one of --show-status, --show-vars, or --show-history must be set')
    const client = await context.client()
    const object = await client.get(Kustomization, context.namespace, context.args[0] ?? '', context.signal)
    if (given['show-status'])
      return context.out(section('Status', 'kustomization-status', fieldAt(object, 'status') ?? {}))
    if (given['show-history'])
      return context.out(section('History', 'history', fieldAt(object, 'status', 'history') ?? []))
    const variables = await variablesOf(object, context)
    const names = Object.keys(variables).sort()
    context.out(names.map(name => `${name}=${variables[name]}\n`).join(''))
  },
})

function section(title: string, anchor: string, value: JsonValue): string {
  const page = 'https://fluxcd.io/flux/components/kustomize/kustomizations'
  return `# ${title} documentation: ${page}/#${anchor}\n${formatYaml(value)}`
}

/** Later references win over earlier ones, and the object's own variables over all. */
async function variablesOf(
  object: KubeObject,
  context: DebugContext,
): Promise<Readonly<Record<string, string>>> {
  const variables: Record<string, string> = {}
  for (const reference of objectsAt(object, 'spec', 'postBuild', 'substituteFrom')) {
    const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')]
    try {
      const data = await readData(context, kind, name)
      for (const [key, value] of Object.entries(data)) variables[key] = value.replaceAll('\n', '')
    } catch (error) {
      if (!isNotFound(error)) throw error
      if (fieldAt(reference, 'optional') !== true)
        throw new Error(`substitute from '${kind}/${name}' error: ${error.message}`, { cause: error })
    }
  }
  const inline = fieldAt(object, 'spec', 'postBuild', 'substitute')
  for (const [key, value] of Object.entries(isJsonObject(inline) ? inline : {}))
    variables[key] = String(value).replaceAll('\n', '')
  return variables
}
