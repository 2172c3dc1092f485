/** CertificateSigningRequests. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy, StrategyContext } from '../strategy.ts'
import { assign, type Draft, ensure } from '../values/draft.ts'
import { immutableSpec } from '../values/immutable.ts'
import { findObject, numberAt, objectAt, textAt, textsAt } from '../values/read.ts'
import { signerNameErrors } from '../values/signer-name.ts'
import { conditionErrors, keepDecisions, stampConditions } from './certificate-conditions.ts'

export const certificateRequestStrategy: Strategy = defineKind({
  statusKeepsMetadata: true,
  onCreate: (draft, context) => {
    const spec = ensure(draft, 'spec')
    const { username, uid, groups, extra } = context.user
    spec['username'] = username
    spec['groups'] = groups
    assign(spec, 'uid', uid)
    assign(spec, 'extra', extra && Object.keys(extra).length > 0 ? { ...extra } : undefined)
  },
  onUpdate: (draft: Draft, old) => {
    draft['spec'] = objectAt(old, 'spec')
  },
  onStatusUpdate: (draft, old, { now }) => {
    keepDecisions(draft, old)
    if (findObject(draft, 'status')?.['conditions']) stampConditions(draft, old, now)
  },
  onApproval: (draft, old, { now }) => {
    stampConditions(draft, old, now)
    const { conditions = [] } = objectAt(draft, 'status')
    draft['spec'] = objectAt(old, 'spec')
    draft['status'] = { ...objectAt(old, 'status'), conditions }
  },
  errors: object => requestErrors(objectAt(object, 'spec')),
  updateErrors: changeErrors,
  statusErrors,
})

function* changeErrors(
  object: JsonObject,
  old: JsonObject,
  { subresource }: StrategyContext,
): Generator<FieldError> {
  if (subresource === 'approval') yield* conditionErrors(object, old, true)
  else yield* immutableSpec(object, old, 'request')
}

const certificatePem = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/

function* statusErrors(object: JsonObject, old: JsonObject): Generator<FieldError> {
  const before = textAt(objectAt(old, 'status'), 'certificate')
  const given = textAt(objectAt(object, 'status'), 'certificate')
  if (
    given !== '' &&
    given !== before &&
    !certificatePem.test(Buffer.from(given, 'base64').toString('latin1'))
  ) {
    const why = 'must contain at least one CERTIFICATE PEM block'
    yield { ...invalid('status.certificate', '', why), shown: '"<certificate data>"' }
  }
  yield* conditionErrors(object, old, false)
  if (before !== '' && given !== before) {
    yield forbiddenField('status.certificate', 'updates may not modify existing certificate content')
  }
}

const usages = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
]

function* requestErrors(spec: JsonObject): Generator<FieldError> {
  const request = textAt(spec, 'request')
  const pem = Buffer.from(request, 'base64').toString('latin1')
  if (!/-----BEGIN CERTIFICATE REQUEST-----[\s\S]+-----END CERTIFICATE REQUEST-----/.test(pem)) {
    yield invalid('spec.request', spec['request'] ?? null, 'PEM block type must be CERTIFICATE REQUEST')
  }
  const wanted = textsAt(spec, 'usages')
  if (wanted.length === 0) yield required('spec.usages')
  for (const [i, usage] of wanted.entries()) {
    if (!usages.includes(usage)) yield notSupported(`spec.usages[${i}]`, usage, usages)
  }
  for (const [i, usage] of wanted.entries()) {
    if (wanted.indexOf(usage) < i) yield duplicate(`spec.usages[${i}]`, usage)
  }
  const signer = textAt(spec, 'signerName')
  yield* signerNameErrors(signer, 'spec.signerName')
  const seconds = numberAt(spec, 'expirationSeconds')
  if (seconds !== undefined && seconds < 600) {
    yield invalid(
      'spec.expirationSeconds',
      seconds,
      'may not specify a duration less than 600 seconds (10 minutes)',
    )
  }
}
