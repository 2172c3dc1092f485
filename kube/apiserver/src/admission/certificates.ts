/** The plugins of certificate requests: who may ask for what, approve and sign. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { decide } from '../authz/index.ts'
import { forbidden } from '../status/index.ts'
import { objectAt, textAt } from '../strategy/values/read.ts'
import { organizationsOf } from './certificate-subject.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'

const key = 'certificatesigningrequests.certificates.k8s.io'
const clientSigner = 'kubernetes.io/kube-apiserver-client'

const signerOf = (request: JsonObject) => textAt(objectAt(request, 'spec'), 'signerName')

/** Nobody becomes a member of system:masters by a certificate. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validate(request) {
    const { object, operation, resourceType, subresource } = request
    if (!object || resourceType.storageKey !== key || subresource || operation !== 'CREATE') return
    if (signerOf(object) !== clientSigner) return
    if (!organizationsOf(textAt(objectAt(object, 'spec'), 'request')).includes('system:masters')) return
    const why = `use of ${clientSigner} signer with system:masters group is not allowed`
    throw forbidden(resourceType, request.name, why)
  },
}

export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  validate(request) {
    if (!isUpdateOf(request, 'approval')) return
    requireSigner(request, 'approve', 'approve')
  },
}

export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  validate(request) {
    if (!isUpdateOf(request, 'status')) return
    const [now, before] = [
      objectAt(request.object ?? {}, 'status'),
      objectAt(request.oldObject ?? {}, 'status'),
    ]
    const same = (field: string) => deepEqual(now[field] ?? null, before[field] ?? null)
    if (same('certificate') && same('conditions')) return
    requireSigner(request, 'sign', 'sign')
  },
}

function isUpdateOf({ resourceType, subresource, operation }: AdmissionRequest, wanted: string): boolean {
  return resourceType.storageKey === key && subresource === wanted && operation === 'UPDATE'
}

/** The requester may do `verb` for the signer, or for all signers of its domain. */
function requireSigner(request: AdmissionRequest, verb: string, word: string): void {
  const { services, user, oldObject, resourceType } = request
  const signer = signerOf(oldObject ?? {})
  const domain = `${signer.split('/')[0]}/*`
  const may = [signer, domain].some(
    name =>
      decide(services, user, {
        verb,
        isResource: true,
        path: '',
        group: 'certificates.k8s.io',
        version: '*',
        resource: 'signers',
        subresource: '',
        namespace: '',
        name,
      }).allowed,
  )
  if (may) return
  const why = `user not permitted to ${word} requests with signerName ${JSON.stringify(signer)}`
  throw forbidden(resourceType, request.name, why)
}
