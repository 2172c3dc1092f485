import { type ResourceType, viewOf } from '../kinds/index.ts'
import { badRequest } from '../status/index.ts'
import {
  type FieldClause,
  type LabelMatcher,
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  type Stored,
} from '../storage/index.ts'
import { strategyFor } from '../strategy/index.ts'
import { type Readers, selectableFieldsOf } from './selectable-fields.ts'

/** What a list, a watch or a deletecollection is narrowed to. */
export interface Selection {
  readonly matches: (stored: Stored) => boolean
  /** Whether there is a label or field selector. */
  readonly isNarrowed: boolean
}

/** Reads the selectors of a query; throws 400 in Kubernetes' words. */
export function readSelection(type: ResourceType, query: URLSearchParams): Selection {
  const labels = labelMatcher(query.get('labelSelector') ?? '')
  const fields = fieldClauses(type, query.get('fieldSelector') ?? '')
  if (!labels && fields.length === 0) return { matches: () => true, isNarrowed: false }
  return {
    isNarrowed: true,
    matches: stored => (!labels || labels(stored.labels)) && fields.every(clause => clause(stored)),
  }
}

function labelMatcher(given: string): LabelMatcher | undefined {
  // A zero is the end of the text to the reader of selectors.
  const [text = ''] = given.split('\0')
  if (text.trim() === '') return undefined
  try {
    return parseLabelSelector(text)
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message)
    throw error
  }
}

function fieldClauses(type: ResourceType, text: string): ((stored: Stored) => boolean)[] {
  if (text === '') return []
  try {
    return parseFieldSelector(text).map(clause => fieldMatcher(type, clause))
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message)
    throw error
  }
}

function fieldMatcher(type: ResourceType, { field, equal, value }: FieldClause): (stored: Stored) => boolean {
  if (field === '' && value === '') return () => true
  const read = fieldReader(type, field)
  return stored => (read(stored) === value) === equal
}

function fieldReader(type: ResourceType, field: string): (stored: Stored) => string {
  if (field === 'metadata.name') return stored => stored.name
  if (field === 'metadata.namespace') return stored => stored.namespace
  const own =
    ownReader(strategyFor(type).selectableFields, field) ?? ownReader(selectableFieldsOf(type), field)
  if (own) return stored => own(viewOf(type, stored))
  throw badRequest(unknownField(type, field))
}

function ownReader(readers: Readers | undefined, field: string): Readers[string] | undefined {
  return readers && Object.hasOwn(readers, field) ? readers[field] : undefined
}

/** Three texts, by how the kind declares its selectors. */
function unknownField(type: ResourceType, field: string): string {
  if (type.storageKey === 'jobs.batch') return `field label ${JSON.stringify(field)} not supported for Job`
  if (type.custom || !hasOwnConversion.has(type.storageKey)) {
    if (type.custom) return `field label not supported: ${field}`
    return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
  }
  return `field label not supported: ${field}`
}

const hasOwnConversion = new Set([
  'pods',
  'nodes',
  'replicationcontrollers',
  'events',
  'namespaces',
  'secrets',
  'services',
  'certificatesigningrequests.certificates.k8s.io',
])
