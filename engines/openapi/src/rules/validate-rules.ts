/** Checks a value against the rules of its schema. Outer rules come first, then fields by name, items in order. @module */
import { isJsonObject, type JsonValue, memberOf } from '@sluice/base/json'
import { CostExceeded, type Expression, Optional, type Value } from '@sluice/cel'
import { type Correlation, correlatedItem } from '../correlation.ts'
import {
  childPath,
  duplicate,
  errorText,
  type FieldError,
  forbiddenField,
  invalid,
  keyPath,
  required,
} from '../field-error.ts'
import { byCodePoint } from '../go-text.ts'
import type { Schema, ValidationRule } from '../schema.ts'
import { propertyOf } from '../structural.ts'
import { bindValue } from './bind.ts'
import { type CompiledRule, type RuleTree, ruleTree } from './compile-rules.ts'

export interface RuleOptions {
  readonly path?: string
  /** The value before an update. Rules with `oldSelf` run only where there is one. */
  readonly old?: JsonValue
  /** Of an update: errors of unchanged parts become warnings. */
  readonly correlation?: Correlation
  /** Whether the value is a whole resource. */
  readonly isResource: boolean
}

export interface RuleFindings {
  readonly errors: readonly FieldError[]
  /** Texts of errors in parts that the update leaves as they were. */
  readonly warnings: readonly string[]
}

/** All rules of one value may cost this much together, and each this much alone. */
const budgetOfValue = 10_000_000
const budgetOfRule = 1_000_000
const longestMessage = 5 * 1024

/** Evaluates every rule that applies to the value. */
export function validateRules(value: JsonValue, schema: Schema, options: RuleOptions): RuleFindings {
  const tree = ruleTree(schema, options.isResource)
  if (!tree) return { errors: [], warnings: [] }
  const run = new RuleRun()
  run.visit(tree, value, options.old, options.path ?? '', { current: options.correlation, parent: undefined })
  return { errors: run.errors, warnings: run.warnings }
}

/** The corresponding old value; where there is none, the nearest parent that has one. */
interface Ratchet {
  readonly current: Correlation | undefined
  readonly parent: Correlation | undefined
}

class RuleRun {
  readonly errors: FieldError[] = []
  readonly warnings: string[] = []
  #budget = budgetOfValue

  /** False: the budget is used up, and nothing more is checked. */
  visit(
    tree: RuleTree,
    value: JsonValue,
    old: JsonValue | undefined,
    path: string,
    ratchet: Ratchet,
  ): boolean {
    if (value === null) return true
    if (!this.#evaluate(tree, value, old, path, ratchet)) return false
    if (Array.isArray(value)) return this.#visitItems(tree, value, old, path, ratchet)
    return !isJsonObject(value) || this.#visitMembers(tree, value, old, path, ratchet)
  }

  #visitItems(
    tree: RuleTree,
    list: readonly JsonValue[],
    old: JsonValue | undefined,
    path: string,
    ratchet: Ratchet,
  ): boolean {
    const { items } = tree
    if (!items) return true
    const older = Array.isArray(old) ? old : []
    return list.every((item, i) => {
      const before = correlatedItem(item, older, tree.schema)
      return this.visit(
        items,
        item,
        before,
        keyPath(path, i),
        next(ratchet, each => each.item(i)),
      )
    })
  }

  #visitMembers(
    tree: RuleTree,
    object: Readonly<Record<string, JsonValue | undefined>>,
    old: JsonValue | undefined,
    path: string,
    ratchet: Ratchet,
  ): boolean {
    const before = isJsonObject(old) ? old : {}
    const names = Object.keys(object).sort(byCodePoint)
    return names.every(name => {
      const declared = propertyOf(tree.schema, name)
      const inside = declared ? tree.properties.get(name) : tree.rest
      if (!inside) return true
      const at = declared ? childPath(path, name) : keyPath(path, name)
      const isTypeMeta = !ratchet.parent && (name === 'apiVersion' || name === 'kind')
      const ratchetInside = isTypeMeta
        ? { current: undefined, parent: undefined }
        : next(ratchet, c => c.member(name))
      return this.visit(inside, object[name] ?? null, memberOf(before, name), at, ratchetInside)
    })
  }

  #evaluate(
    tree: RuleTree,
    value: JsonValue,
    old: JsonValue | undefined,
    path: string,
    ratchet: Ratchet,
  ): boolean {
    if (tree.rules.length === 0) return true
    const shownType = tree.schema.type ?? ''
    const self = bindValue(value, tree.schema, tree.isResource)
    const oldSelf =
      old === undefined || old === null ? undefined : bindValue(old, tree.schema, tree.isResource)
    for (const compiled of tree.rules) {
      if (compiled.error !== undefined) {
        this.errors.push(invalid(path, shownType, `rule compile error: ${compiled.error}`))
        continue
      }
      const isOptional = compiled.rule.optionalOldSelf ?? false
      if (!compiled.program || (compiled.usesOldSelf && oldSelf === undefined && !isOptional)) continue
      const variables = variablesOf(self, isOptional ? new Optional(oldSelf) : oldSelf)
      if (!this.#evaluateRule(compiled, compiled.program, { value, path, shownType, variables, ratchet }))
        return false
    }
    return true
  }

  #evaluateRule(compiled: CompiledRule, program: Expression, at: Place): boolean {
    const { path, shownType } = at
    const result = program.evaluate(at.variables, { costLimit: budgetOfRule })
    if (result.cost > this.#budget) {
      const why =
        'validation failed due to running out of cost budget, no further validation rules will be run'
      this.errors.push(invalid(path, shownType, why))
      return false
    }
    this.#budget -= result.cost
    if (result.type === 'value' && result.value === true) return true
    if (result.type === 'value') {
      this.#fail(compiled, at)
      return true
    }
    const text = ruleText(compiled.rule)
    const { message } = result.error
    const isExceeded = result.error instanceof CostExceeded
    this.errors.push(invalid(path, shownType, errorDetail(message, text, isExceeded)))
    return !isExceeded
  }

  #fail(compiled: CompiledRule, at: Place): void {
    const { rule } = compiled
    const path = compiled.fieldPath === undefined ? at.path : childPath(at.path, compiled.fieldPath)
    const detail =
      this.#message(compiled, at) ?? (rule.message ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`)
    const isCompound = at.shownType === 'object' || at.shownType === 'array'
    const error = ruleError(rule, path, isCompound ? undefined : at.value, detail)
    if (!compiled.usesOldSelf && isUnchanged(at.ratchet)) this.warnings.push(errorText(error))
    else this.errors.push(error)
  }

  /** What `messageExpression` says; undefined where it says nothing that could be shown. */
  #message(compiled: CompiledRule, at: Place): string | undefined {
    if (!compiled.message) return undefined
    const result = compiled.message.evaluate(at.variables, { costLimit: budgetOfRule })
    this.#budget -= Math.min(result.cost, this.#budget)
    if (result.type === 'error' || typeof result.value !== 'string') return undefined
    const text = result.value.trim()
    const isShown =
      text !== '' && !text.includes('\n') && new TextEncoder().encode(text).length <= longestMessage
    return isShown ? text : undefined
  }
}

interface Place {
  readonly value: JsonValue
  readonly path: string
  /** Shown as the value of errors that stop a rule. */
  readonly shownType: string
  readonly variables: (name: string) => Value | undefined
  readonly ratchet: Ratchet
}

function variablesOf(self: Value, oldSelf: Value | undefined): (name: string) => Value | undefined {
  return name => (name === 'self' ? self : name === 'oldSelf' ? oldSelf : undefined)
}

function next(ratchet: Ratchet, step: (current: Correlation) => Correlation | undefined): Ratchet {
  return ratchet.current ? { current: step(ratchet.current), parent: ratchet.current } : ratchet
}

function isUnchanged({ current, parent }: Ratchet): boolean {
  return (current ?? parent)?.isUnchanged() ?? false
}

function ruleText(rule: ValidationRule): string {
  return (rule.message || rule.rule).trim()
}

function errorDetail(message: string, rule: string, isExceeded: boolean): string {
  if (isExceeded) {
    return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`
  }
  if (message.startsWith('no such overload')) {
    return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${rule}`
  }
  return `${message} evaluating rule: ${rule}`
}

function ruleError(
  rule: ValidationRule,
  path: string,
  value: JsonValue | undefined,
  detail: string,
): FieldError {
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenField(path, detail)
    case 'FieldValueRequired':
      return required(path, detail)
    case 'FieldValueDuplicate':
      return duplicate(path, value)
    default:
      return invalid(path, value, detail)
  }
}
