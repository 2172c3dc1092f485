/** `debug helmrelease name`: its status, its history, or the values it comes to. @module */
import { HelmRelease } from '@sluice/api/helm'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { isNotFound } from '@sluice/kube/client'
import { formatYaml } from '@sluice/yaml'
import type { Context } from '../../context.ts'
import { fieldAt } from '../../kinds/fields.ts'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { completeNames } from '../complete-names.ts'
import { readData } from './read-data.ts'

const flags = {
  'show-status': toggle('print the status'),
  'show-values': toggle('print the values as they are merged, those of Secrets as well'),
  'show-history': toggle('print the history'),
} as const

const row = rowOf('HelmRelease')

/** Shows what a HelmRelease works with. */
export const debugHelmRelease = command({
  summary: 'Show status, history or values of a HelmRelease; may print secrets',
  usage: '[name]',
  examples: ['sluice debug hr web --show-status'],
  flags,
  arity: { type: 'exactly', count: 1 },
  ...(row ? { complete: completeNames(row) } : {}),
  run: async context => {
    const given = context.flags
    const asked = [given['show-status'], given['show-values'], given['show-history']].filter(Boolean)
    if (asked.length !== 1)
      throw new UsageError('exactly one of --show-status, --show-values, or --show-history must be set')
    const client = await context.client()
    const object = await client.get(HelmRelease, context.namespace, context.args[0] ?? '', context.signal)
    if (given['show-values']) {
      context.out(formatYaml(await valuesOf(object as unknown as HelmRelease, context)))
      return
    }
    const [title, anchor, value] = given['show-status']
      ? (['Status', 'helmrelease-status', withTimes(fieldAt(object, 'status') ?? {})] as const)
      : (['History', 'history', withTimes(fieldAt(object, 'status', 'history') ?? [])] as const)
    context.out(section(title, anchor, value))
  },
})

/** The values of the objects that it names, and its own: what the controller would release with. */
async function valuesOf(release: HelmRelease, context: Context): Promise<JsonObject> {
  const { collectValues, plainValues } = await import('@sluice/helm-controller')
  const readTexts = async (kind: 'ConfigMap' | 'Secret', { name }: { readonly name: string }) => {
    try {
      return await readData(context, kind, name)
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }
  return plainValues(await collectValues(release, { readTexts }, context.signal))
}

/** flux: times of snapshots and their tests that never were are `null`. */
function withTimes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withTimes)
  if (!isJsonObject(value)) return value
  const times =
    'chartVersion' in value ? ['deleted'] : 'phase' in value ? ['lastStarted', 'lastCompleted'] : []
  const all = { ...Object.fromEntries(times.map(time => [time, null])), ...value }
  const keys = Object.keys(all).sort()
  return Object.fromEntries(keys.map(key => [key, withTimes(all[key] ?? null)]))
}

function section(title: string, anchor: string, value: JsonValue): string {
  const page = 'https://fluxcd.io/flux/components/helm/helmreleases'
  return `# ${title} documentation: ${page}/#${anchor}\n${formatYaml(value)}`
}
