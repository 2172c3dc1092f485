/** APIServices: which server answers for a group and version. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child, ensure, fill } from '../values/draft.ts'
import { dnsLabel1035Errors, dnsSubdomainErrors, portErrors } from '../values/names.ts'
import { findObject, numberAt, objectAt, textAt } from '../values/read.ts'

/** Named `<version>.<group>`; an APIService without a service is this server's own, and available. */
export const apiServiceStrategy: Strategy = defineKind({
  tracksGeneration: false,
  nameErrors: () => [],
  onCreate: (draft, { now }) => {
    if (objectAt(draft, 'spec')['service'] !== undefined) return
    draft['status'] = {
      conditions: [
        {
          type: 'Available',
          status: 'True',
          lastTransitionTime: `${now.toISOString().slice(0, 19)}Z`,
          reason: 'Local',
          message: 'Local APIServices are always available',
        },
      ],
    }
  },
  defaults: draft => {
    const service = child(ensure(draft, 'spec'), 'service')
    if (service) fill(service, 'port', 443)
  },
  errors: apiServiceErrors,
})

function* apiServiceErrors(object: JsonObject): Generator<FieldError> {
  const spec = objectAt(object, 'spec')
  const [group, version] = [textAt(spec, 'group'), textAt(spec, 'version')]
  const wanted = `${version}.${group}`
  const name = textAt(objectAt(object, 'metadata'), 'name')
  if (name && name !== wanted) {
    yield invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`)
  }
  if (!group && version !== 'v1') {
    yield required('spec.group', 'only v1 may have an empty group and it better be legacy kube')
  }
  if (group) for (const error of dnsSubdomainErrors(group)) yield invalid('spec.group', group, error)
  for (const error of dnsLabel1035Errors(version)) yield invalid('spec.version', version, error)
  for (const [field, most] of [
    ['groupPriorityMinimum', 20_000],
    ['versionPriority', 1000],
  ] as const) {
    const value = numberAt(spec, field) ?? 0
    if (value > 0 && value <= most) continue
    yield invalid(`spec.${field}`, value, `must be positive and less than ${most}`)
  }
  yield* serviceErrors(spec)
}

function* serviceErrors(spec: JsonObject): Generator<FieldError> {
  const service = findObject(spec, 'service')
  const bundle = textAt(spec, 'caBundle')
  const isInsecure = spec['insecureSkipTLSVerify'] === true
  if (!service) {
    const size = `${Buffer.from(bundle, 'base64').length} bytes`
    if (bundle) yield invalid('spec.caBundle', size, 'local APIServices may not have a caBundle')
    if (isInsecure) {
      const why = 'local APIServices may not have insecureSkipTLSVerify'
      yield invalid('spec.insecureSkipTLSVerify', true, why)
    }
    return
  }
  for (const field of ['namespace', 'name'])
    if (!textAt(service, field)) yield required(`spec.service.${field}`)
  const port = numberAt(service, 'port') ?? 0
  for (const error of portErrors(port))
    yield invalid('spec.service.port', port, `port is not valid: ${error}`)
  if (isInsecure && bundle) {
    yield invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')
  }
}
