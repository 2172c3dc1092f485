import { Kind, type KubeObject } from '../meta/index.ts'

function coreKind(kind: string, plural: string): Kind<KubeObject> {
  return new Kind<KubeObject>({ group: '', version: 'v1', kind, plural, namespaced: true })
}

export const ServiceAccounts = coreKind('ServiceAccount', 'serviceaccounts')
export const Secrets = coreKind('Secret', 'secrets')
export const ConfigMaps = coreKind('ConfigMap', 'configmaps')
