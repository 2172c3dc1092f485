import type { ObjectRef, Resource } from '@sluice/base/flow'

/** The object that a resource describes. */
export function resourceRef(resource: Resource): ObjectRef {
  const { apiVersion, kind, metadata } = resource
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  return {
    group,
    version: apiVersion.slice(slash + 1),
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
  }
}

/** `v1` or `<group>/<version>`. */
export function apiVersionOfRef(ref: ObjectRef): string {
  return ref.group ? `${ref.group}/${ref.version}` : ref.version
}
