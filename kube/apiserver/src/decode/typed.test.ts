import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { builtInSchema } from '../kinds/index.ts'
import { decodeTyped, TypeMismatch } from './typed.ts'

function decode(kind: string, value: JsonObject) {
  return decodeTyped(value, builtInSchema(`io.k8s.api.${kind}`) ?? {}, kind.split('.').at(-1) ?? '')
}

test('decodeTyped() drops zeros that the Go type cannot tell from absence, and keeps those it can', () => {
  const { object } = decode('core.v1.PodSpec', {
    containers: [],
    hostNetwork: false,
    nodeName: '',
    automountServiceAccountToken: false,
    nodeSelector: {},
    tolerations: null,
  })
  assert.deepEqual(object, { containers: null, automountServiceAccountToken: false })
})

test('decodeTyped() fills in what is always written', () => {
  assert.deepEqual(decode('rbac.v1.Role', { metadata: { name: 'r' } }).object, {
    metadata: { name: 'r' },
    rules: null,
  })
  assert.deepEqual(decode('apps.v1.Deployment', {}).object['status'], {})
})

test('decodeTyped() reports members that the kind does not have, with their place', () => {
  const { object, unknown } = decode('core.v1.Pod', {
    spec: { containers: [{ name: 'a', imag: 'x' }] },
    foo: 1,
  })
  assert.deepEqual(unknown, ['spec.containers[0].imag', 'foo'])
  assert.deepEqual(object['spec'], { containers: [{ name: 'a', resources: {} }] })
})

const mismatches = [
  {
    kind: 'core.v1.ConfigMap',
    value: { data: { a: 1 } },
    says: 'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
  },
  {
    kind: 'core.v1.ConfigMap',
    value: { data: 'x' },
    says: 'json: cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string',
  },
  {
    kind: 'apps.v1.Deployment',
    value: { spec: { replicas: '1' } },
    says: 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  },
  {
    kind: 'apps.v1.Deployment',
    value: { spec: { replicas: 1.5 } },
    says: 'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
  },
  {
    kind: 'core.v1.Service',
    value: { spec: { ports: [{ targetPort: true }] } },
    says: 'json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32',
  },
]
for (const { kind, value, says } of mismatches) {
  test(`decodeTyped() says '${says}'`, () => {
    assert.throws(() => decode(kind, value), new TypeMismatch(says))
  })
}

const misfits = [
  {
    field: 'a struct by the struct around it',
    spec: { nodeSelector: {}, affinity: [] },
    names: 'PodSpec.spec.affinity',
  },
  {
    field: 'what Go embeds by its name',
    spec: { volumes: [{ configMap: 'x' }] },
    names: 'Volume.spec.volumes.VolumeSource.configMap',
  },
]
for (const { field, spec, names } of misfits) {
  test(`decodeTyped() names ${field}`, () => {
    const schema = builtInSchema('io.k8s.api.core.v1.Pod') ?? {}
    assert.throws(
      () => decodeTyped({ spec }, schema, 'Pod'),
      new RegExp(` into Go struct field ${names} of type `),
    )
  })
}

test('decodeTyped() refuses an integer that is written as a fraction or with an exponent, as it was written', () => {
  const schema = builtInSchema('io.k8s.api.core.v1.Service') ?? {}
  const value = { spec: { ports: [{ port: 80, targetPort: 100 }] } }
  assert.throws(
    () => decodeTyped(value, schema, 'Service', { numbers: new Map([['spec.ports[0].targetPort', '1e2']]) }),
    new TypeMismatch(
      'json: cannot unmarshal number 1e2 into Go struct field ServicePort.spec.ports.targetPort of type int32',
    ),
  )
})

test('decodeTyped() takes any key for a key, and any name for a name', () => {
  const { object, unknown } = decode(
    'core.v1.ConfigMap',
    JSON.parse('{"data":{"__proto__":"x"},"__proto__":1}'),
  )
  assert.equal(JSON.stringify(object['data']), '{"__proto__":"x"}')
  assert.deepEqual(unknown, ['__proto__'])
})

const schemaType = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'
const schemas = [
  {
    does: 'reads the schema of items, and says nothing of what is unknown in it',
    value: { items: { type: 'string', what: 1, pattern: '' }, type: 'array' },
    gives: { items: { type: 'string' }, type: 'array' },
  },
  { does: 'takes items that are no schema for none', value: { items: 'x' }, gives: {} },
  {
    does: 'takes true for a schema where that may stand',
    value: { additionalProperties: true },
    gives: { additionalProperties: true },
  },
]
for (const { does, value, gives } of schemas) {
  test(`decodeTyped() ${does}`, () => {
    const { object, unknown } = decodeTyped(value, builtInSchema(schemaType) ?? {}, 'JSONSchemaProps')
    assert.deepEqual({ object, unknown }, { object: gives, unknown: [] })
  })
}

test('decodeTyped() names what is no byte in a list of them', () => {
  const secret = builtInSchema('io.k8s.api.core.v1.Secret') ?? {}
  assert.throws(
    () => decodeTyped({ data: { a: [65, '66'] } }, secret, 'Secret'),
    new TypeMismatch('json: cannot unmarshal string into Go struct field Secret.data of type uint8'),
  )
})

test('decodeTyped() refuses what is neither a schema nor true or false', () => {
  assert.throws(
    () => decodeTyped({ additionalProperties: 5 }, builtInSchema(schemaType) ?? {}, 'JSONSchemaProps'),
    new TypeMismatch('boolean or JSON schema expected'),
  )
})

const named = [
  { kind: 'core.v1.Secret', value: { type: 1 }, type: 'v1.SecretType' },
  { kind: 'core.v1.Pod', value: { metadata: { uid: true } }, type: 'types.UID' },
  { kind: 'core.v1.Node', value: { status: { capacity: [] } }, type: 'v1.ResourceList' },
  { kind: 'core.v1.Node', value: { status: { volumesInUse: {} } }, type: '[]v1.UniqueVolumeName' },
  { kind: 'core.v1.Node', value: { status: { volumesInUse: [1] } }, type: 'v1.UniqueVolumeName' },
  { kind: 'rbac.v1.RoleBinding', value: { subjects: [{ kind: 1 }] }, type: 'string' },
] satisfies readonly { readonly kind: string; readonly value: JsonObject; readonly type: string }[]
for (const { kind, value, type } of named) {
  test(`decodeTyped() says that ${JSON.stringify(value)} is no ${type}`, () => {
    assert.throws(
      () => decode(kind, value),
      (error: Error) => error instanceof TypeMismatch && error.message.endsWith(` of type ${type}`),
    )
  })
}

test('decodeTyped() names what is embedded in what is embedded', () => {
  const rule = (fields: JsonObject) => ({ spec: { matchConstraints: { resourceRules: [fields] } } })
  const told = (fields: JsonObject) => () =>
    decode('admissionregistration.v1.ValidatingAdmissionPolicy', rule(fields))
  assert.throws(told({ scope: 1 }), /resourceRules\.RuleWithOperations\.Rule\.scope of type v1\.ScopeType$/)
  assert.throws(told({ operations: 1 }), /resourceRules\.RuleWithOperations\.operations of type/)
})
