/** `stats`: how many objects of each kind run, fail and are suspended, and how much sources store. @module */
import { isNotFound, UnknownKindError } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../context.ts'
import { isSuspended, numberAt, readyOf } from '../kinds/fields.ts'
import { rowOf } from '../kinds/table.ts'
import { command } from '../parser/command.ts'
import { toggle } from '../parser/flags.ts'
import { formatTable } from '../printing/table.ts'

const flags = { 'all-namespaces': toggle('count the objects of all namespaces', { short: 'A' }) } as const

const kinds = [
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'HelmChart',
  'Bucket',
  'Kustomization',
  'HelmRelease',
  'Alert',
  'Provider',
  'Receiver',
  'ImageUpdateAutomation',
  'ImagePolicy',
  'ImageRepository',
]

/** Counts objects. */
export const stats = command({
  summary: 'Count objects and what sources store',
  examples: ['sluice stats --all-namespaces'],
  flags,
  run: async context => {
    const rows = await Promise.all(kinds.map(kind => count(kind, context)))
    context.out(formatTable(['Reconcilers', 'Running', 'Failing', 'Suspended', 'Storage'], rows))
  },
})

async function count(kind: string, context: Context<typeof flags>): Promise<readonly string[]> {
  const objects = await listAll(kind, context)
  const suspended = objects.filter(isSuspended).length
  const failing = objects.filter(object => readyOf(object)?.status === 'False').length
  const size = objects.reduce((sum, object) => sum + numberAt(object, 'status', 'artifact', 'size'), 0)
  return [kind, `${objects.length - suspended}`, `${failing}`, `${suspended}`, formatSize(size)]
}

async function listAll(kind: string, context: Context<typeof flags>): Promise<readonly KubeObject[]> {
  const client = await context.client()
  const info = await rowOf(kind)?.load()
  if (!info) return []
  const scope = context.flags['all-namespaces'] ? {} : { namespace: context.namespace }
  try {
    return (await client.list(info, { ...scope, signal: context.signal })).items
  } catch (error) {
    // A cluster need not have every kind.
    if (isNotFound(error) || error instanceof UnknownKindError) return []
    throw error
  }
}

/** Bytes as `12 B`, `3.4 KiB`; `-` for none. */
export function formatSize(bytes: number): string {
  if (bytes === 0) return '-'
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
  const exponent = Math.min(units.length, Math.floor(Math.log(bytes) / Math.log(1024)))
  return `${(bytes / 1024 ** exponent).toFixed(1)} ${units[exponent - 1]}`
}
