/** Fields of Pods that belong to features which are off by default. @module */
import { child, children, type Draft } from '../values/draft.ts'

/** Takes away what Kubernetes does not keep: groups that are scheduled together, sources of trust and certificates. */
export function dropDisabledFields(spec: Draft): void {
  delete spec['schedulingGroup']
  for (const volume of children(spec, 'volumes')) {
    const projected = child(volume, 'projected')
    if (!projected) continue
    for (const source of children(projected, 'sources')) {
      delete source['clusterTrustBundle']
      delete source['podCertificate']
    }
  }
}
