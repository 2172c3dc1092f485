/** The rules of a schema, compiled: once per schema, however many objects are checked. @module */
import {
  compileExpression,
  definitionEnvironment,
  type Environment,
  type Expression,
  estimateCost,
  optionalType,
  withVariables,
} from '@sluice/cel'
import type { Schema, ValidationRule } from '../schema.ts'
import { type DeclaredType, declaredType, maxRequestBytes, sizeAt } from './declared-type.ts'
import { followFieldPath } from './field-path.ts'

/** What became of one rule. */
export interface CompiledRule {
  readonly rule: ValidationRule
  /** Undefined where `error` tells why. */
  readonly program: Expression | undefined
  readonly error: string | undefined
  readonly usesOldSelf: boolean
  readonly message: Expression | undefined
  readonly messageError: string | undefined
  /** What one evaluation costs at most. */
  readonly maxCost: number
  readonly maxMessageCost: number
  /** How often a value of the schema fits into a request. */
  readonly maxCardinality: number
  /** `fieldPath` as errors write it. */
  readonly fieldPath: string | undefined
}

/** Compiles the rules of a schema; `declared` is the type that it gives its values. */
export function compileRules(schema: Schema, declared: DeclaredType): readonly CompiledRule[] {
  const environments = new Environments(declared)
  const maxCardinality = Math.floor(maxRequestBytes / (declared.minBytes + 1))
  return (schema['x-kubernetes-validations'] ?? []).map(rule => ({
    ...compileRule(rule, environments.of(rule), declared),
    maxCardinality,
    fieldPath: pathOf(rule, schema),
  }))
}

class Environments {
  readonly #declared: DeclaredType
  readonly #made = new Map<boolean, Environment>()

  constructor(declared: DeclaredType) {
    this.#declared = declared
  }

  of(rule: ValidationRule): Environment {
    const isOptional = rule.optionalOldSelf ?? false
    const made = this.#made.get(isOptional)
    if (made) return made
    const { type } = this.#declared
    const environment = withVariables(definitionEnvironment, [
      ['self', type],
      ['oldSelf', isOptional ? optionalType(type) : type],
    ])
    this.#made.set(isOptional, environment)
    return environment
  }
}

type RuleOutcome = Omit<CompiledRule, 'maxCardinality' | 'fieldPath'>

const nothing = {
  program: undefined,
  error: undefined,
  usesOldSelf: false,
  message: undefined,
  messageError: undefined,
  maxCost: 0,
  maxMessageCost: 0,
}

function compileRule(rule: ValidationRule, environment: Environment, declared: DeclaredType): RuleOutcome {
  if (rule.rule.trim() === '') return { rule, ...nothing }
  const compiled = compileExpression(rule.rule, environment)
  if (compiled.type === 'failed') {
    const what = compiled.phase === 'compile' ? 'compilation' : 'program instantiation'
    return { rule, ...nothing, error: `${what} failed: ${compiled.message}` }
  }
  const program = compiled.expression
  if (program.type.kind !== 'bool')
    return { rule, ...nothing, error: 'cel expression must evaluate to a bool' }
  const maxCost = estimateCost(program, path => sizeAt(declared, path)).max
  const found = { rule, ...nothing, program, usesOldSelf: program.mentions('oldSelf'), maxCost }
  return rule.messageExpression
    ? { ...found, ...compileMessage(rule.messageExpression, environment, declared) }
    : found
}

function compileMessage(
  source: string,
  environment: Environment,
  declared: DeclaredType,
): Partial<Pick<CompiledRule, 'message' | 'messageError' | 'maxMessageCost'>> {
  const compiled = compileExpression(source, environment)
  if (compiled.type === 'failed') {
    const what = compiled.phase === 'compile' ? 'compilation' : 'instantiation'
    return { messageError: `messageExpression ${what} failed: ${compiled.message}` }
  }
  const message = compiled.expression
  if (message.type.kind !== 'string') return { messageError: 'messageExpression must evaluate to a string' }
  return { message, maxMessageCost: estimateCost(message, path => sizeAt(declared, path)).max }
}

function pathOf(rule: ValidationRule, schema: Schema): string | undefined {
  if (!rule.fieldPath) return undefined
  const found = followFieldPath(rule.fieldPath, schema, { keys: true })
  return found.type === 'path' ? found.path : undefined
}

/** The rules of a schema and of what is inside it, as far as rules can see. */
export interface RuleTree {
  readonly schema: Schema
  readonly isResource: boolean
  readonly rules: readonly CompiledRule[]
  readonly items: RuleTree | undefined
  readonly rest: RuleTree | undefined
  readonly properties: ReadonlyMap<string, RuleTree>
}

const trees = new WeakMap<Schema, RuleTree | 'none'>()

/** The tree of rules of a schema, from the cache; undefined where it has none. */
export function ruleTree(schema: Schema, isResource: boolean): RuleTree | undefined {
  const known = trees.get(schema)
  if (known) return known === 'none' ? undefined : known
  const tree = buildTree(schema, isResource)
  trees.set(schema, tree ?? 'none')
  return tree
}

function buildTree(schema: Schema, isResource: boolean): RuleTree | undefined {
  const inside = (child: Schema | undefined) =>
    child && buildTree(child, child['x-kubernetes-embedded-resource'] ?? false)
  const properties = new Map<string, RuleTree>()
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const tree = inside(property)
    if (tree) properties.set(name, tree)
  }
  const { additionalProperties } = schema
  const rest = typeof additionalProperties === 'object' ? inside(additionalProperties) : undefined
  const items = inside(schema.items)
  const hasRules = (schema['x-kubernetes-validations']?.length ?? 0) > 0
  const declared = hasRules ? declaredType(schema, isResource) : undefined
  const rules = declared ? compileRules(schema, declared) : []
  if (rules.length === 0 && !items && !rest && properties.size === 0) return undefined
  return { schema, isResource, rules, items, rest, properties }
}
