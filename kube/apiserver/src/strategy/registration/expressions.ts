/** CEL expressions in policies and webhooks: what they may use, and validation. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  applyObjectType,
  authorizerType,
  boolType,
  type CompileResult,
  compileExpression,
  definitionEnvironment,
  dynType,
  type Environment,
  formatType,
  jsonPatchType,
  listType,
  mutationEnvironment,
  nullType,
  objectType,
  resourceCheckType,
  stringType,
  type Type,
  withVariables,
} from '@sluice/cel'
import { findObject, objectsAt, textAt } from '../values/read.ts'
import { namespaceType, requestType } from './admission-types.ts'

/** Which names an expression knows besides the request's. */
export interface ExpressionScope {
  readonly params?: boolean
  readonly authorizer?: boolean
  /** `Object{…}` and `JSONPatch{…}`. */
  readonly patches?: boolean
  /** The types of the request's objects and of the parameters, where they are checked and not run. */
  readonly types?: { readonly object: Type; readonly params: Type }
  /** The variables of a policy by name; undefined where `variables` itself is not known. */
  readonly variables?: ReadonlyMap<string, Type>
}

/** The scope of a webhook's match conditions. */
export const webhookScope: ExpressionScope = { authorizer: true }

/**
 * The scope of a policy's expressions. One that only validates knows no `variables` where it has none; one without
 * an expression is no variable.
 */
export function policyScope(
  spec: JsonObject,
  patches = false,
  types?: ExpressionScope['types'],
): ExpressionScope {
  const declared = objectsAt(spec, 'variables')
  const variables = new Map<string, Type>()
  const scope: ExpressionScope = {
    params: findObject(spec, 'paramKind') !== undefined,
    authorizer: true,
    patches,
    ...(types ? { types } : {}),
    ...(declared.length > 0 || patches ? { variables } : {}),
  }
  for (const variable of declared) {
    if (!textAt(variable, 'expression').trim()) continue
    const result = compileAdmissionExpression(textAt(variable, 'expression'), {
      ...scope,
      variables: new Map(variables),
    })
    const type = result.type === 'compiled' ? result.expression.type : dynType
    variables.set(textAt(variable, 'name'), type)
  }
  return scope
}

/** Compiles an expression of a policy or a webhook. */
export function compileAdmissionExpression(source: string, scope: ExpressionScope): CompileResult {
  return compileExpression(source, environmentOf(scope))
}

function environmentOf({ params, authorizer, patches, types, variables }: ExpressionScope): Environment {
  const names: [string, Type][] = [
    ['object', types?.object ?? dynType],
    ['oldObject', types?.object ?? dynType],
    ['request', requestType],
    ['namespaceObject', namespaceType],
  ]
  if (params) names.push(['params', types?.params ?? dynType])
  if (authorizer) {
    names.push(['authorizer', authorizerType], ['authorizer.requestResource', resourceCheckType])
  }
  if (variables) names.push(['variables', objectType('kubernetes.variables', variables)])
  return withVariables(patches ? mutationEnvironment : definitionEnvironment, names)
}

/** What an expression must give: one of the types, any where there are none. */
export type Result = 'bool' | 'string' | 'string or null' | 'any' | 'Object' | 'JSONPatches'

const types: Readonly<Record<Result, readonly Type[]>> = {
  bool: [boolType],
  string: [stringType],
  'string or null': [stringType, nullType],
  any: [],
  Object: [applyObjectType],
  JSONPatches: [listType(jsonPatchType)],
}

/** What is wrong with an expression that is there, if anything. */
export function expressionProblem(
  source: string,
  result: Result,
  scope: ExpressionScope,
): string | undefined {
  const compiled = compileAdmissionExpression(source, scope)
  if (compiled.type === 'failed') return `compilation failed: ${compiled.message}`
  const wanted = types[result].map(formatType)
  const actual = formatType(compiled.expression.type)
  if (wanted.length === 0 || wanted.includes(actual)) return undefined
  const list = wanted.map(longName).join(' ')
  return `must evaluate to ${wanted.length === 1 ? list : `one of [${list}]`} but got ${longName(actual)}`
}

const longNames: Readonly<Record<string, string>> = {
  duration: 'google.protobuf.Duration',
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
}

/** A type as these messages name it, which is not how those of the compiler do. */
function longName(type: string): string {
  return type.replace(/(?<![.\w])(duration|null|timestamp)(?![.\w])/g, name => longNames[name] ?? name)
}
