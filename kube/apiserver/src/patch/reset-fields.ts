import { FieldSet, type Path } from '@sluice/merge'
import { type ResourceType, subresourceOf } from '../kinds/index.ts'

const spec: Path = ['f:spec']
const status: Path = ['f:status']
const metadata: Path = ['f:metadata']

/** Kinds whose status writes change more than the status, or leave more alone than the spec. */
const byStatusWrite: Readonly<Record<string, FieldSet>> = {
  'deployments.apps': FieldSet.of(spec, ['f:metadata', 'f:labels']),
  pods: FieldSet.of(spec, ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']),
  'certificatesigningrequests.certificates.k8s.io': FieldSet.of(spec, ['f:status', 'f:conditions']),
  'customresourcedefinitions.apiextensions.k8s.io': FieldSet.of(metadata, spec),
  'flowschemas.flowcontrol.apiserver.k8s.io': FieldSet.of(metadata, spec),
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': FieldSet.of(metadata, spec),
  'validatingadmissionpolicies.admissionregistration.k8s.io': FieldSet.of(metadata, spec),
}

/** Kinds whose other writes change less than all but the status. */
const byWrite: Readonly<Record<string, FieldSet>> = {
  'certificatesigningrequests.certificates.k8s.io': FieldSet.of(spec, status),
  'certificatesigningrequests.certificates.k8s.io/approval': FieldSet.of(spec, ['f:status', 'f:certificate']),
}

const statusOnly = FieldSet.of(status)
const specOnly = FieldSet.of(spec)
const specAndMetadata = FieldSet.of(spec, metadata)

/** Fields that a write to the object, or to one of its subresources, can't change: nobody owns them by sending them. */
export function resetFieldsOf(type: ResourceType, subresource: string): FieldSet | undefined {
  if (subresource === 'status') {
    return type.custom ? specAndMetadata : (byStatusWrite[type.storageKey] ?? specOnly)
  }
  const own = byWrite[subresource ? `${type.storageKey}/${subresource}` : type.storageKey]
  if (own || subresource !== '') return own
  return subresourceOf(type, 'status') ? statusOnly : undefined
}
