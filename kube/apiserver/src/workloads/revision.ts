/** ControllerRevisions: the templates a StatefulSet or DaemonSet has had. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { numberAt, objectAt } from '../strategy/values/read.ts'
import { type Cluster, nameOf, namespaceOf, ownerReference, specOf } from './cluster.ts'
import { templateHash } from './template-hash.ts'

/** The label that tells of which revision a Pod is. */
export const revisionLabel = 'controller-revision-hash'

/** The name of the revision of an owner's template; makes it if it is new, and forgets the oldest ones. */
export async function ensureRevision(owner: JsonObject, cluster: Cluster): Promise<string> {
  const template = objectAt(specOf(owner), 'template')
  const data = { spec: { template: { ...template, $patch: 'replace' } } }
  const known = [...cluster.owned('revisions', owner)].sort(
    (a, b) => (numberAt(a, 'revision') ?? 0) - (numberAt(b, 'revision') ?? 0),
  )
  const newest = numberAt(known.at(-1) ?? {}, 'revision') ?? 0
  const same = known.find(each => deepEqual(objectAt(each, 'data'), data))
  if (same) {
    if ((numberAt(same, 'revision') ?? 0) < newest) {
      await cluster.update('revisions', same, current => ({ ...current, revision: newest + 1 }))
    }
    return nameOf(same)
  }
  const hash = templateHash(template)
  const made = await cluster.create('revisions', {
    metadata: {
      name: `${nameOf(owner)}-${hash}`,
      namespace: namespaceOf(owner),
      labels: { ...objectAt(objectAt(template, 'metadata'), 'labels'), [revisionLabel]: hash },
      ownerReferences: [ownerReference(owner)],
    },
    data,
    revision: newest + 1,
  })
  const limit = numberAt(specOf(owner), 'revisionHistoryLimit') ?? 10
  for (const old of known.slice(0, Math.max(0, known.length - limit))) await cluster.delete('revisions', old)
  return nameOf(made)
}
