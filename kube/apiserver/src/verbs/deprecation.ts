import type { ResourceType } from '../kinds/index.ts'

/** The warning that every request to a deprecated type is answered with; undefined for all others. */
export function deprecationWarning(type: ResourceType): string | undefined {
  return type.custom ? type.custom.deprecationWarning : deprecated[type.storageKey]
}

const deprecated: Readonly<Record<string, string>> = {
  componentstatuses: 'v1 ComponentStatus is deprecated in v1.19+',
  endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
}
