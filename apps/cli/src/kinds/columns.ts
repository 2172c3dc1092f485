import type { KubeObject } from '@sluice/kube/meta'
import { formatTime } from '../printing/format-time.ts'
import { shortenDigests } from '../printing/shorten-digests.ts'
import { isSuspended, objectsAt, textAt } from './fields.ts'
import type { Column } from './kind-row.ts'

/** SUSPENDED, as `True` or `False`. */
export const suspended: Column = {
  title: 'Suspended',
  value: object => (isSuspended(object) ? 'True' : 'False'),
}

/** REVISION of the artifact, its hash cut short. */
export const artifactRevision: Column = {
  title: 'Revision',
  value: object => shortenDigests(textAt(object, 'status', 'artifact', 'revision')),
}

/** REVISION of a chart: a version, which has no hash to cut. */
export const chartRevision: Column = {
  title: 'Revision',
  value: object => textAt(object, 'status', 'artifact', 'revision'),
}

/** REVISION that a Kustomization applied. */
export const appliedRevision: Column = {
  title: 'Revision',
  value: object => shortenDigests(textAt(object, 'status', 'lastAppliedRevision')),
}

/** REVISION of a HelmRelease. */
export const releaseRevision: Column = { title: 'Revision', value: helmReleaseRevision }

/** The chart version of the latest release; of the last attempt where there is none. */
export function helmReleaseRevision(object: KubeObject): string {
  const latest = objectsAt(object, 'status', 'history')[0]
  return latest ? textAt(latest, 'chartVersion') : textAt(object, 'status', 'lastAttemptedRevision')
}

/** A moment from the status. */
export function timeColumn(title: string, ...path: readonly string[]): Column {
  return { title, value: object => formatTime(textAt(object, 'status', ...path)) }
}

/** Text from the status. */
export function statusColumn(title: string, ...path: readonly string[]): Column {
  return { title, value: object => textAt(object, 'status', ...path) }
}

/** SOURCE, as `kind/namespace/name`, of a reference at a path of the spec. */
export function sourceColumn(pathOf: (object: KubeObject) => readonly string[]): Column {
  return {
    title: 'Source',
    value: object => {
      const path = ['spec', ...pathOf(object)]
      const kind = textAt(object, ...path, 'kind')
      if (!kind) return ''
      const namespace = textAt(object, ...path, 'namespace') || (object.metadata.namespace ?? '')
      return `${kind}/${namespace}/${textAt(object, ...path, 'name')}`
    },
  }
}
