import type { JsonObject } from '@sluice/base/json'
import {
  childPath,
  type FieldError,
  forbiddenField,
  internalFieldError,
  invalid,
  keyPath,
} from '../field-error.ts'
import { type CompiledRule, compileRules } from '../rules/compile-rules.ts'
import { type DeclaredType, declaredType } from '../rules/declared-type.ts'
import { escapeName } from '../rules/escape.ts'
import type { Schema, ValidationRule } from '../schema.ts'

/** What all rules of a schema may cost together, and one alone. */
const costLimit = 100_000_000
const costLimitOfRule = 10_000_000
const unlimited = 2 ** 64

/** How often the values of a node can occur in one object, and the type that rules give it. */
export class RuleScope {
  readonly #declared: DeclaredType | undefined
  /** Undefined: as often as fits into a request. */
  readonly cardinality: number | undefined
  /** Costs of an unchanged schema are not complained about again. */
  readonly isUnchanged: boolean

  constructor(declared: DeclaredType | undefined, cardinality: number | undefined, isUnchanged: boolean) {
    this.#declared = declared
    this.cardinality = cardinality
    this.isUnchanged = isUnchanged
  }

  static root(schema: Schema, isUnchanged: boolean): RuleScope {
    return new RuleScope(declaredType(schema, true), 1, isUnchanged)
  }

  get declared(): DeclaredType | undefined {
    return this.#declared
  }

  property(schema: Schema, property: Schema, name: string): RuleScope {
    const escaped = escapeName(name)
    return this.#child(
      schema,
      property,
      escaped === undefined ? undefined : this.#declared?.fields?.get(escaped),
    )
  }

  items(schema: Schema, items: Schema): RuleScope {
    return this.#child(schema, items, this.#declared?.element)
  }

  rest(schema: Schema, rest: Schema): RuleScope {
    return this.#child(schema, rest, this.#declared?.element)
  }

  #child(parent: Schema, child: Schema, known: DeclaredType | undefined): RuleScope {
    const most = maxElements(parent)
    const cardinality =
      this.cardinality === undefined || most === undefined ? undefined : this.cardinality * most
    const declared = known ?? declaredType(child, child['x-kubernetes-embedded-resource'] ?? false)
    return new RuleScope(declared, cardinality, this.isUnchanged)
  }
}

function maxElements(schema: Schema): number | undefined {
  if (schema.type === 'array') return schema.maxItems
  if (schema.type === 'object' && schema.additionalProperties !== undefined) return schema.maxProperties
  return 1
}

/** The cost of all rules of a schema, and the dearest of them. */
export class TotalCost {
  #total = 0
  #dearest: { readonly path: string; readonly cost: number }[] = []

  add(path: string, cost: number): void {
    this.#total = Math.min(unlimited, this.#total + cost)
    if (cost < costLimit / 100) return
    this.#dearest.push({ path, cost })
    this.#dearest = this.#dearest.sort((a, b) => b.cost - a.cost).slice(0, 4)
  }

  errors(path: string): readonly FieldError[] {
    if (this.#total <= costLimit) return []
    const part = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'
    const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
    return [
      ...this.#dearest.map(each => forbiddenField(each.path, part)),
      forbiddenField(path, costText(what, this.#total, costLimit)),
    ]
  }
}

/** Whether the rules of one node compile, are affordable and use `oldSelf` only where there can be one. */
export function checkCompiledRules(
  schema: Schema,
  path: string,
  scope: RuleScope,
  uncorrelated: string | undefined,
  total: TotalCost,
): readonly FieldError[] {
  const at = childPath(path, 'x-kubernetes-validations')
  if (!scope.declared) {
    const why =
      'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations'
    return [internalFieldError(at, why)]
  }
  return compileRules(schema, scope.declared).flatMap((compiled, i) =>
    checkRule(compiled, keyPath(at, i), scope, uncorrelated, total),
  )
}

function checkRule(
  compiled: CompiledRule,
  path: string,
  scope: RuleScope,
  uncorrelated: string | undefined,
  total: TotalCost,
): readonly FieldError[] {
  const { rule } = compiled
  const at = childPath(path, 'rule')
  const errors: FieldError[] = []
  const cost = product(compiled.maxCost, scope.cardinality ?? compiled.maxCardinality)
  if (!scope.isUnchanged && cost > costLimitOfRule) {
    errors.push(forbiddenField(at, costText('estimated rule cost', cost, costLimitOfRule)))
  }
  total.add(at, cost)
  if (compiled.error !== undefined) errors.push(invalid(at, shownRule(rule), compiled.error))
  errors.push(...checkMessageExpression(compiled, path, scope, total))
  if (compiled.usesOldSelf && uncorrelated !== undefined) {
    const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`
    errors.push(invalid(at, rule.rule, why))
  } else if (!compiled.usesOldSelf && rule.optionalOldSelf !== undefined) {
    const why = 'may not be set if oldSelf is not used in rule'
    errors.push(invalid(childPath(path, 'optionalOldSelf'), rule.optionalOldSelf, why))
  }
  return errors
}

function checkMessageExpression(
  compiled: CompiledRule,
  path: string,
  scope: RuleScope,
  total: TotalCost,
): readonly FieldError[] {
  const at = childPath(path, 'messageExpression')
  if (compiled.messageError !== undefined)
    return [invalid(at, shownRule(compiled.rule), compiled.messageError)]
  if (!compiled.message) return []
  const cost = compiled.maxMessageCost
  total.add(at, cost)
  if (scope.isUnchanged || cost <= costLimitOfRule) return []
  return [forbiddenField(at, costText('estimated messageExpression cost', cost, costLimitOfRule))]
}

function product(cost: number, times: number): number {
  return cost === 0 || times === 0 ? 0 : Math.min(unlimited, cost * times)
}

function costText(what: string, cost: number, limit: number): string {
  const factor = cost / limit
  const shown =
    factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`
  return `${what} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`
}

/** A rule as Go writes the struct of the internal type. */
function shownRule(rule: ValidationRule): JsonObject {
  return {
    Rule: rule.rule,
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  }
}
