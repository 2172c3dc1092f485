/** The DefaultIngressClass plugin: an Ingress that names no class gets the default one. @module */
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { objectAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin } from './chain.ts'

const defaultAnnotation = 'ingressclass.kubernetes.io/is-default-class'

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  mutate({ object, resourceType, subresource, operation, services }) {
    if (resourceType.storageKey !== 'ingresses.networking.k8s.io' || subresource || operation !== 'CREATE') {
      return object
    }
    const annotations = objectAt(objectAt(object, 'metadata'), 'annotations')
    const isNamed = annotations['kubernetes.io/ingress.class'] !== undefined
    if (isNamed || objectAt(object, 'spec')['ingressClassName'] !== undefined) return object
    const [standard] = services.store
      .list('ingressclasses.networking.k8s.io')
      .filter(stored => textAt(objectAt(stored.metadata, 'annotations'), defaultAnnotation) === 'true')
      .sort((a, b) => {
        const order = textAt(b.metadata, 'creationTimestamp').localeCompare(
          textAt(a.metadata, 'creationTimestamp'),
        )
        return order || (a.name < b.name ? -1 : 1)
      })
    if (!standard) return object
    const copy = copyObject(object)
    ensure(copy, 'spec')['ingressClassName'] = standard.name
    return copy
  },
}
