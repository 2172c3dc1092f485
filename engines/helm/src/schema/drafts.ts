/** A version of the JSON Schema specification. */
export interface Draft {
  readonly version: 4 | 6 | 7 | 2019 | 2020
  readonly url: string
  /** The keyword that gives a schema its own URL. */
  readonly id: 'id' | '$id'
  /** The keywords that hold schemas: `one`, a `map` of them, a `list`. */
  readonly subschemas: ReadonlyMap<string, readonly ('one' | 'map' | 'list')[]>
  /** The vocabularies known, by name; none before 2019. */
  readonly vocabularies: readonly string[]
  /** Those in force where a schema does not choose. */
  readonly defaultVocabularies: readonly string[]
}

const one = ['one'] as const
const map = ['map'] as const
const list = ['list'] as const

const subschemas4 = new Map<string, readonly ('one' | 'map' | 'list')[]>([
  ['definitions', map],
  ['not', one],
  ['allOf', list],
  ['anyOf', list],
  ['oneOf', list],
  ['properties', map],
  ['additionalProperties', one],
  ['patternProperties', map],
  ['items', ['one', 'list']],
  ['additionalItems', one],
  ['dependencies', map],
])
const subschemas6 = new Map([...subschemas4, ['propertyNames', one], ['contains', one]])
const subschemas7 = new Map([...subschemas6, ['if', one], ['then', one], ['else', one]])
const subschemas2019 = new Map([
  ...subschemas7,
  ['$defs', map],
  ['dependentSchemas', map],
  ['unevaluatedProperties', one],
  ['unevaluatedItems', one],
  ['contentSchema', one],
])

const none = { vocabularies: [], defaultVocabularies: [] } as const

const draft4: Draft = {
  version: 4,
  url: 'http://json-schema.org/draft-04/schema',
  id: 'id',
  subschemas: subschemas4,
  ...none,
}
const draft6: Draft = {
  version: 6,
  url: 'http://json-schema.org/draft-06/schema',
  id: '$id',
  subschemas: subschemas6,
  ...none,
}
const draft7: Draft = {
  version: 7,
  url: 'http://json-schema.org/draft-07/schema',
  id: '$id',
  subschemas: subschemas7,
  ...none,
}
const draft2019: Draft = {
  version: 2019,
  url: 'https://json-schema.org/draft/2019-09/schema',
  id: '$id',
  subschemas: subschemas2019,
  vocabularies: ['core', 'applicator', 'validation', 'meta-data', 'format', 'content'],
  defaultVocabularies: ['core', 'applicator', 'validation'],
}
const draft2020: Draft = {
  version: 2020,
  url: 'https://json-schema.org/draft/2020-12/schema',
  id: '$id',
  subschemas: new Map([...subschemas2019, ['prefixItems', list]]),
  vocabularies: [
    'core',
    'applicator',
    'unevaluated',
    'validation',
    'meta-data',
    'format-annotation',
    'format-assertion',
    'content',
  ],
  defaultVocabularies: ['core', 'applicator', 'unevaluated', 'validation'],
}

/** What a schema without `$schema` is read by. */
export const latestDraft: Draft = draft2020

/** The draft whose metaschema a `$schema` names. */
export function draftNamed(url: string): Draft | undefined {
  const name = url.replace(/#$/, '').replace(/^https?:\/\//, '')
  if (name === 'json-schema.org/schema') return latestDraft
  return [draft4, draft6, draft7, draft2019, draft2020].find(
    draft => draft.url.replace(/^https?:\/\//, '') === name,
  )
}

/** A draft with the vocabularies that a metaschema chose; undefined for the usual ones. */
export interface Dialect {
  readonly draft: Draft
  readonly vocabularies: readonly string[] | undefined
}

/** Whether a vocabulary is in force. */
export function hasVocabulary({ draft, vocabularies }: Dialect, name: string): boolean {
  return name === 'core' || draft.version < 2019 || (vocabularies ?? draft.defaultVocabularies).includes(name)
}
