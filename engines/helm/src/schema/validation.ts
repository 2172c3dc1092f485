/**
 * One value under one schema, while it is validated.
 * @module
 */
import type { GoValue } from '@sluice/gotemplate'
import { isTable } from '../values/table.ts'
import type { Problem, ValuePath } from './problem.ts'
import type { SchemaNode } from './schema-node.ts'

/** The schemas that led to this one, for references that depend on them and for cycles. */
export interface Scope {
  readonly node: SchemaNode
  /** The keyword of the reference that was followed; '' if the schema was reached by going down. */
  readonly keyword: string
  /** Scopes of the same value have the same depth. */
  readonly depth: number
  readonly parent: Scope | undefined
}

/** Members and items that no schema has had a say in yet, where somebody asks. */
export interface Unevaluated {
  members: Set<string> | undefined
  items: Set<number> | undefined
}

/** Shared by everything that is validated in one go. */
export interface ValidationRun {
  /** Schemas that may still be applied. */
  budget: number
}

/** A value, the schema it is held against, and what was found so far. */
export interface Validation {
  readonly value: GoValue
  readonly path: ValuePath | undefined
  readonly node: SchemaNode
  readonly scope: Scope
  readonly unevaluated: Unevaluated
  /** Whether only the fact of a problem matters, not its words. */
  readonly isQuiet: boolean
  readonly run: ValidationRun
  readonly problems: Problem[]
}

/** What a schema leaves unevaluated of a value; nothing if neither it nor the caller asks. */
export function unevaluatedOf(value: GoValue, node: SchemaNode, isAsked: boolean): Unevaluated {
  const none = { members: undefined, items: undefined }
  if (isTable(value)) {
    if (node.additionalProperties !== undefined || !(isAsked || node.unevaluatedProperties)) return none
    return { members: new Set(Object.keys(value)), items: undefined }
  }
  if (!Array.isArray(value) || node.items !== undefined || !(isAsked || node.unevaluatedItems)) return none
  const first = node.prefixItems?.length ?? 0
  const rest = value.map((_, i) => i).filter(i => i >= first)
  return { members: undefined, items: new Set(rest) }
}

/** Whether nothing is left, or nobody asks. */
export function isSettled({ members, items }: Unevaluated): boolean {
  return (members?.size ?? 0) === 0 && (items?.size ?? 0) === 0
}

/** Leaves unevaluated what both leave. */
export function mergeUnevaluated(target: Unevaluated, other: Unevaluated): void {
  for (const name of target.members ?? []) if (!other.members?.has(name)) target.members?.delete(name)
  for (const item of target.items ?? []) if (!other.items?.has(item)) target.items?.delete(item)
}

const unspoken: Problem = { type: 'keyword', path: undefined, text: '', causes: [] }

/** A problem of the value as a whole. */
export function problemOf(
  { path, isQuiet }: Validation,
  text: () => string,
  causes: readonly Problem[] = [],
): Problem {
  return isQuiet ? unspoken : { type: 'keyword', path, text: text(), causes }
}

/** Notes a problem. */
export function report(validation: Validation, text: () => string, causes?: readonly Problem[]): void {
  validation.problems.push(problemOf(validation, text, causes))
}

/** Notes a problem that another schema found, if it did. */
export function pass(validation: Validation, problem: Problem | undefined): void {
  if (problem) validation.problems.push(problem)
}
