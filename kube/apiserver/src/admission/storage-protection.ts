/** Storage objects in use are not deleted under their users: the finalizers that see to it. @module */
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { objectAt, textAt, textsAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin } from './chain.ts'

const finalizers: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
}

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  mutate({ object, resourceType, subresource, operation }) {
    const finalizer = finalizers[resourceType.storageKey]
    if (!finalizer || subresource || operation !== 'CREATE') return object
    const before = textsAt(objectAt(object, 'metadata'), 'finalizers')
    if (before.includes(finalizer)) return object
    const copy = copyObject(object)
    ensure(copy, 'metadata')['finalizers'] = [...before, finalizer]
    return copy
  },
}

const defaultAnnotation = 'storageclass.kubernetes.io/is-default-class'

/** A claim that names no class gets the default one, the newest if there are several. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  mutate({ object, resourceType, subresource, operation, services }) {
    if (resourceType.storageKey !== 'persistentvolumeclaims' || subresource || operation !== 'CREATE')
      return object
    const annotations = objectAt(objectAt(object, 'metadata'), 'annotations')
    const named = annotations['volume.beta.kubernetes.io/storage-class'] !== undefined
    if (objectAt(object, 'spec')['storageClassName'] !== undefined || named) return object
    const [standard] = services.store
      .list('storageclasses.storage.k8s.io')
      .filter(stored => textAt(objectAt(stored.metadata, 'annotations'), defaultAnnotation) === 'true')
      .sort((a, b) => {
        const order = textAt(b.metadata, 'creationTimestamp').localeCompare(
          textAt(a.metadata, 'creationTimestamp'),
        )
        return order || a.name.localeCompare(b.name)
      })
    if (!standard) return object
    const copy = copyObject(object)
    ensure(copy, 'spec')['storageClassName'] = standard.name
    return copy
  },
}
