/** From the rules of a kind to a strategy: status and the rest are kept apart in one place. @module */
import type { JsonObject } from '@sluice/base/json'
import { decodeTyped } from '../decode/index.ts'
import { type BuiltInSchema, builtInSchema } from '../kinds/index.ts'
import type { FieldError } from '../status/index.ts'
import { dropDisabledFields } from './pods/disabled-fields.ts'
import type { Strategy, StrategyContext } from './strategy.ts'
import { child, copyObject, type Draft, edit } from './values/draft.ts'
import { nameCheck, type TextCheck } from './values/names.ts'
import { findObject, objectAt } from './values/read.ts'

type Flags = Pick<
  Strategy,
  | 'warnings'
  | 'beforeStore'
  | 'allowCreateOnUpdate'
  | 'allowUnconditionalUpdate'
  | 'tracksGeneration'
  | 'deleteReturnsObject'
  | 'gracePeriod'
  | 'defaultPropagation'
  | 'selectableFields'
>

/** What is particular to a kind. */
export interface KindRules extends Flags {
  /** Where the spec of a Pod is in the kind, whose fields of features that are off are dropped. */
  readonly podSpec?: readonly string[]
  /** What is wrong with a name; a DNS subdomain unless told. */
  readonly nameErrors?: TextCheck
  /** Fills in defaults, in a copy. */
  readonly defaults?: (draft: Draft, context: StrategyContext) => void
  /** What the server decides when an object is made, after its status is emptied. */
  readonly onCreate?: (draft: Draft, context: StrategyContext) => void
  /** What a change of the object itself may not touch, after its status is carried over. */
  readonly onUpdate?: (draft: Draft, old: JsonObject, context: StrategyContext) => void
  /** What a change of the status may not touch, after all but metadata and status are carried over. */
  readonly onStatusUpdate?: (draft: Draft, old: JsonObject, context: StrategyContext) => void
  /** What an approval may not touch, where the kind has such a subresource. */
  readonly onApproval?: (draft: Draft, old: JsonObject, context: StrategyContext) => void
  /** What is wrong with an object. */
  readonly errors?: (object: JsonObject, context: StrategyContext) => Iterable<FieldError>
  /** What is wrong with a new object only. */
  readonly createErrors?: (object: JsonObject, context: StrategyContext) => Iterable<FieldError>
  /** What is wrong with a change. */
  readonly updateErrors?: (
    object: JsonObject,
    old: JsonObject,
    context: StrategyContext,
  ) => Iterable<FieldError>
  readonly statusErrors?: (
    object: JsonObject,
    old: JsonObject,
    context: StrategyContext,
  ) => Iterable<FieldError>
  /** Whether the errors of a change come before those of the object. */
  readonly updateErrorsFirst?: boolean
  /** Whether a changed object is checked as a new one is; true unless told. */
  readonly rechecks?: boolean
  /** A status update keeps labels, annotations, finalizers and owners. */
  readonly statusKeepsMetadata?: boolean
  /** A new object keeps its status: who makes it knows. */
  readonly createKeepsStatus?: boolean
}

/** The strategy of a built-in kind. */
export function defineKind(rules: KindRules): Strategy {
  const { defaults, nameErrors } = rules
  return {
    ...flagsOf(rules),
    ...(rules.warnings ? { warnings: warningsOf(rules.warnings) } : {}),
    ...(nameErrors ? { validateName: nameCheck(nameErrors) } : {}),
    ...(defaults ? { default: (object, context) => edit(object, draft => defaults(draft, context)) } : {}),
    prepareForCreate: (object, context) => prepareForCreate(rules, object, context),
    prepareForUpdate: (object, old, context) => prepareForUpdate(rules, { object, old, context }),
    validate: (object, context) => [
      ...(rules.errors?.(object, context) ?? []),
      ...(rules.createErrors?.(object, context) ?? []),
    ],
    validateUpdate: (object, old, context) => [...changeErrors(rules, { object, old, context })],
  }
}

/** A change of the status is not remarked upon. */
function warningsOf(warnings: NonNullable<KindRules['warnings']>): NonNullable<Strategy['warnings']> {
  return (object, old, context) => (context.subresource === 'status' ? [] : warnings(object, old, context))
}

const flagNames = [
  'beforeStore',
  'allowCreateOnUpdate',
  'allowUnconditionalUpdate',
  'tracksGeneration',
  'deleteReturnsObject',
  'gracePeriod',
  'defaultPropagation',
  'selectableFields',
] as const

function flagsOf(rules: KindRules): Flags {
  return Object.fromEntries(
    flagNames.flatMap(name => (rules[name] === undefined ? [] : [[name, rules[name]]])),
  )
}

interface Change {
  readonly object: JsonObject
  readonly old: JsonObject
  readonly context: StrategyContext
}

function prepareForCreate(rules: KindRules, object: JsonObject, context: StrategyContext): JsonObject {
  const draft = copyObject(object)
  const given = rules.createKeepsStatus ? findObject(draft, 'status') : undefined
  const status = given ?? emptyStatus(context)
  if (status === undefined) delete draft['status']
  else draft['status'] = copyObject(status)
  dropDisabled(rules, draft)
  rules.onCreate?.(draft, context)
  return draft
}

function prepareForUpdate(rules: KindRules, { object, old, context }: Change): JsonObject {
  if (context.subresource === 'status') {
    const draft = copyObject({
      ...old,
      metadata: statusMetadata(rules, object, old),
      status: object['status'],
    })
    rules.onStatusUpdate?.(draft, old, context)
    return draft
  }
  // A binding writes the node and the condition that tells of it in one.
  if (context.subresource === 'binding') return object
  const draft = copyObject(object)
  if (context.subresource === 'approval' && rules.onApproval) {
    rules.onApproval(draft, old, context)
    return draft
  }
  if (old['status'] === undefined) delete draft['status']
  else draft['status'] = copyObject(objectAt(old, 'status'))
  dropDisabled(rules, draft)
  rules.onUpdate?.(draft, old, context)
  return draft
}

/** Who wrote such a field owns it: it is dropped once that is known. */
function dropDisabled({ podSpec }: KindRules, draft: Draft): void {
  let spec: Draft | undefined = podSpec && draft
  for (const key of podSpec ?? []) spec = spec && child(spec, key)
  if (spec) dropDisabledFields(spec)
}

const keptByStatus = ['labels', 'annotations', 'finalizers', 'ownerReferences']

/** Metadata with the labels, annotations, finalizers and owners of before. */
export function keptMetadata(metadata: JsonObject, before: JsonObject): JsonObject {
  return { ...metadata, ...Object.fromEntries(keptByStatus.map(name => [name, before[name]])) }
}

function statusMetadata(rules: KindRules, object: JsonObject, old: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata')
  if (!rules.statusKeepsMetadata) return metadata
  return keptMetadata(metadata, objectAt(old, 'metadata'))
}

function* changeErrors(rules: KindRules, { object, old, context }: Change): Generator<FieldError> {
  if (context.subresource === 'status') {
    yield* rules.statusErrors?.(object, old, context) ?? []
    return
  }
  const own = (rules.rechecks ?? true) ? rules.errors?.(object, context) : undefined
  const change = rules.updateErrors?.(object, old, context)
  const [first, second] = rules.updateErrorsFirst ? [change, own] : [own, change]
  yield* first ?? []
  yield* second ?? []
}

/** The status of an object nobody has looked at yet: what its type always writes. */
function emptyStatus({ resourceType }: StrategyContext): JsonObject | undefined {
  const schema = builtInSchema(resourceType.schemaName)
  const status: BuiltInSchema | undefined = schema?.properties?.['status']
  if (!schema || !status?.always) return undefined
  const empty = decodeTyped({}, schema, resourceType.kind).object['status']
  return typeof empty === 'object' && empty !== null && !Array.isArray(empty) ? (empty as JsonObject) : {}
}
