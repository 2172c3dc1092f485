/**
 * `diff kustomization name`: what a commit of local files would change in the cluster. Exit code 1 tells that it would
 * change something, 2 that it cannot be told.
 * @module
 */
import type { Kustomization } from '@sluice/api/kustomize'
import type { Resource } from '@sluice/base/flow'
import { inventoryId, resourceRef } from '@sluice/kube/apply'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { fieldAt, objectsAt, textAt } from '../../kinds/fields.ts'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { toggle } from '../../parser/flags.ts'
import { localBuildFlags } from '../build/flags.ts'
import { buildLocally, childFolder, isKustomization } from '../build/local-build.ts'
import { completeNames } from '../complete-names.ts'
import { parseObjectId } from '../tree/object-tree.ts'
import { describeTrial } from './describe-trial.ts'
import { tellChanges } from './tell-changes.ts'
import { type Trial, tryResource } from './trial.ts'

const flags = {
  ...localBuildFlags,
  'progress-bar': toggle('accepted for compatibility', { initial: true }),
  'ignore-not-found': toggle('take a Kustomization that the cluster does not have as new'),
} as const

type DiffContext = Context<typeof flags>

const row = rowOf('Kustomization')

/** Shows what local files would change. */
export const diffKustomization = command({
  summary: 'Show what local files would change in the cluster',
  usage: '[name]',
  examples: ['sluice diff kustomization apps --path=./apps'],
  flags,
  ...(row ? { complete: completeNames(row) } : {}),
  run: context => tellChanges(context, 'kustomization', reportOf),
})

/** Empty where nothing would change. Every resource is tried before the first failure is told. */
async function reportOf(context: DiffContext, name: string): Promise<string> {
  const flat = { ...context, flags: { ...context.flags, recursive: false } }
  const options = { dryRun: false, ignoreNotFound: context.flags['ignore-not-found'] }
  const { kustomization, resources } = await buildLocally(flat, name, options)
  const parts: string[] = []
  const failures: unknown[] = []
  const applied = new Set<string>()
  for (const resource of resources) {
    try {
      const trial = await tryResource(resource, context)
      applied.add(idOf(trial.object))
      parts.push(describeTrial(trial, resource), await childReport(context, trial, { resource, name }))
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return parts.join('') + (kustomization.spec?.prune ? staleReport(kustomization, applied) : '')
}

async function childReport(
  context: DiffContext,
  trial: Trial,
  { resource, name }: { readonly resource: Resource; readonly name: string },
): Promise<string> {
  const isChild = isKustomization(resource) && resource.metadata.name !== name
  if (!context.flags.recursive || !isChild || trial.type === 'created') return ''
  if (fieldAt(resource, 'spec', 'kubeConfig') !== undefined)
    return `⚠️ ${trial.subject} skipped: diff not supported for remote clusters\n`
  const childFlags = { ...context.flags, path: childFolder(context, resource), 'kustomization-file': '' }
  const namespace = resource.metadata.namespace ?? context.namespace
  const report = await reportOf({ ...context, flags: childFlags, namespace }, resource.metadata.name)
  return report === '' ? '' : `📁 ${trial.subject} changed\n${report}`
}

/** Objects that were applied before and are no longer built. */
function staleReport(kustomization: Kustomization, applied: ReadonlySet<string>): string {
  return objectsAt(kustomization, 'status', 'inventory', 'entries')
    .map(entry => textAt(entry, 'id'))
    .filter(id => !applied.has(id))
    .map(id => {
      const { kind, namespace, name } = parseObjectId(id)
      return `► ${[kind, namespace, name].filter(Boolean).join('/')} deleted\n`
    })
    .join('')
}

function idOf(object: KubeObject): string {
  return inventoryId(resourceRef(object as unknown as Resource))
}
