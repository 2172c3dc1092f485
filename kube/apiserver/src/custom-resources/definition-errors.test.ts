import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { errorText } from '@sluice/openapi'
import { definitionErrors, definitionUpdateErrors } from './definition-errors.ts'

const version: JsonObject = {
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object' } },
}
const valid: JsonObject = {
  metadata: { name: 'crates.shop.example' },
  spec: {
    group: 'shop.example',
    scope: 'Namespaced',
    names: { plural: 'crates', singular: 'crate', kind: 'Crate', listKind: 'CrateList' },
    versions: [version],
    conversion: { strategy: 'None' },
  },
  status: { storedVersions: ['v1'] },
}

/** The definition with another value at a path of names. */
function changed(object: JsonObject, path: string, value: JsonValue | undefined): JsonObject {
  const [name = '', ...rest] = path.split('.')
  const inside = object[name]
  return {
    ...object,
    [name]: rest.length === 0 ? value : changed(isJsonObject(inside) ? inside : {}, rest.join('.'), value),
  }
}

const cases: readonly [
  does: string,
  path: string,
  value: JsonValue | undefined,
  error: RegExp | undefined,
][] = [
  ['accepts a definition', 'spec.scope', 'Cluster', undefined],
  [
    'asks for the name that goes with plural and group',
    'metadata.name',
    'other',
    /^metadata\.name: Invalid value: "other": must be spec\.names\.plural\+"\."\+spec\.group$/m,
  ],
  [
    'refuses scopes that do not exist',
    'spec.scope',
    'World',
    /^spec\.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"$/m,
  ],
  [
    'refuses defaults in what is not pruned',
    'spec',
    {
      ...(isJsonObject(valid['spec']) ? valid['spec'] : {}),
      preserveUnknownFields: true,
      versions: [
        {
          ...version,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { a: { type: 'string', default: 'b' } } } },
            },
          },
        },
      ],
    },
    /^spec\.preserveUnknownFields: Invalid value: true: must be false in order to use defaults in the schema$/m,
  ],
  [
    'asks for a group with a dot',
    'spec.group',
    'shop',
    /^spec\.group: Invalid value: "shop": should be a domain with at least one dot$/m,
  ],
  [
    'refuses plurals that are no labels',
    'spec.names.plural',
    'Crates',
    /^spec\.names\.plural: Invalid value: "Crates"/m,
  ],
  ['asks for a kind', 'spec.names.kind', undefined, /^spec\.names\.kind: Required value/m],
  [
    'refuses a list kind that is the kind',
    'spec.names.listKind',
    'Crate',
    /^spec\.names\.listKind: Invalid value: "Crate": kind and listKind may not be the same$/m,
  ],
  [
    'asks for one version to store',
    'spec.versions',
    [{ ...version, storage: false }],
    /must have exactly one version marked as storage version/,
  ],
  [
    'refuses two versions to store',
    'spec.versions',
    [version, { ...version, name: 'v2' }],
    /must have exactly one version marked as storage version/,
  ],
  [
    'refuses versions of one name',
    'spec.versions',
    [version, { ...version, storage: false }],
    /must contain unique version names/,
  ],
  [
    'refuses version names that are no labels',
    'spec.versions',
    [{ ...version, name: 'V.1' }],
    /^spec\.versions\[0\]\.name: Invalid value: "V\.1"/m,
  ],
  [
    'asks for schemas',
    'spec.versions',
    [{ name: 'v1', served: true, storage: true }],
    /^spec\.versions\[0\]\.schema\.openAPIV3Schema: Required value$/m,
  ],
  [
    'asks for stored versions',
    'status.storedVersions',
    [],
    /^status\.storedVersions: Invalid value: .*must have at least one stored version$/m,
  ],
  [
    'refuses stored versions that are gone',
    'status.storedVersions',
    ['v0', 'v1'],
    /^status\.storedVersions\[0\]: Invalid value: "v0": missing from spec\.versions/m,
  ],
  [
    'takes the first character of a path for its slash',
    'spec.conversion',
    {
      strategy: 'Webhook',
      webhook: {
        conversionReviewVersions: ['v1'],
        clientConfig: { service: { namespace: 'n', name: 's', path: 'x', port: 443 } },
      },
    },
    /path: Invalid value: "x": must start with a '\/'\n.*segment\[0\] may not be empty$/m,
  ],
  [
    'refuses conversions that do not exist',
    'spec.conversion.strategy',
    'Magic',
    /^spec\.conversion\.strategy: Unsupported value: "Magic": supported values: "None", "Webhook"$/m,
  ],
  [
    'asks webhooks for a client',
    'spec.conversion.strategy',
    'Webhook',
    /^spec\.conversion\.webhookClientConfig: Required value: required when strategy is set to Webhook$/m,
  ],
  [
    'asks webhooks for https',
    'spec.conversion',
    { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'http://x' } } },
    /'https' is the only allowed URL scheme/,
  ],
  [
    'refuses columns that are no paths',
    'spec.versions',
    [{ ...version, additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: 'spec' }] }],
    /JSONPath: Invalid value: "spec": must be a simple json path starting with \./,
  ],
  [
    'refuses columns of types that do not exist',
    'spec.versions',
    [{ ...version, additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: '.spec' }] }],
    /type: Invalid value: "text": must be one of boolean,date,integer,number,string/,
  ],
  [
    'refuses scales outside of spec and status',
    'spec.versions',
    [
      {
        ...version,
        subresources: { scale: { specReplicasPath: '.metadata.n', statusReplicasPath: '.status.n' } },
      },
    ],
    /scale\.specReplicasPath: Invalid value: "\.metadata\.n": should be a json path under \.spec/,
  ],
  [
    'refuses selectable fields without a schema',
    'spec.versions',
    [{ ...version, selectableFields: [{ jsonPath: '.spec.missing' }] }],
    /selectableFields\[0\]\.jsonPath: Invalid value: "\.spec\.missing": is an invalid path: does not refer to a valid field/,
  ],
]
describe('definitionErrors()', () => {
  for (const [does, path, value, error] of cases) {
    test(does, () => {
      const text = definitionErrors(changed(valid, path, value))
        .map(errorText)
        .join('\n')
      if (error) assert.match(text, error)
      else assert.equal(text, '')
    })
  }
  test('asks for the approval of protected groups', () => {
    const inProtected = changed(changed(valid, 'spec.group', 'x.k8s.io'), 'metadata.name', 'crates.x.k8s.io')
    const texts = (annotation: string) =>
      definitionErrors(
        changed(inProtected, 'metadata.annotations', { 'api-approved.kubernetes.io': annotation }),
      ).map(errorText)
    assert.match(
      definitionErrors(inProtected).map(errorText).join(),
      /Required value: protected groups must have approval annotation/,
    )
    assert.deepEqual(texts('https://example.com/1'), [])
    assert.deepEqual(texts('unapproved, for tests'), [])
    assert.match(texts('yes').join(), /Invalid value: "yes"/)
  })
})

describe('definitionUpdateErrors()', () => {
  const established = changed(valid, 'status.conditions', [{ type: 'Established', status: 'True' }])
  const immutable: readonly [path: string, value: string][] = [
    ['spec.scope', 'Cluster'],
    ['spec.names.kind', 'Box'],
    ['spec.group', 'other.example'],
    ['spec.names.plural', 'boxes'],
  ]
  for (const [path, value] of immutable) {
    test(`refuses changes of ${path}`, () => {
      const texts = definitionUpdateErrors(changed(established, path, value), established).map(errorText)
      assert.ok(texts.includes(`${path}: Invalid value: "${value}": field is immutable`), texts.join('\n'))
    })
  }
  test('allows changes of the scope before anything is served', () => {
    assert.deepEqual(definitionUpdateErrors(changed(valid, 'spec.scope', 'Cluster'), valid), [])
  })
})
