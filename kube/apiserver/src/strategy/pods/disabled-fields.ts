/** Fields of Pods that belong to features which are off by default. @module */
import { child, children, type Draft } from '../values/draft.ts'

/** Takes away what Kubernetes does not keep: groups that are scheduled together, sources of trust and certificates. */
export function dropDisabledFields(spec: Draft): void {
  delete spec['schedulingGroup']
  for (const list of ['containers', 'initContainers', 'ephemeralContainers'])
    for (const container of children(spec, list)) dropStopSignal(container)
  for (const volume of children(spec, 'volumes')) {
    const projected = child(volume, 'projected')
    if (!projected) continue
    for (const source of children(projected, 'sources')) {
      delete source['clusterTrustBundle']
      delete source['podCertificate']
    }
  }
}

/** Kubernetes has the field, but not yet its use. */
function dropStopSignal(container: Draft): void {
  const lifecycle = child(container, 'lifecycle')
  if (lifecycle?.['stopSignal'] === undefined) return
  delete lifecycle['stopSignal']
  if (Object.keys(lifecycle).length === 0) delete container['lifecycle']
}
