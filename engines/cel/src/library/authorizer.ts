/** Kubernetes' functions on `authorizer`: who may do what. @module */
import { type Library, member, text } from '../functions.ts'
import { boolType, opaqueType, stringType, type Type } from '../types.ts'
import { EvaluationError, Opaque, type Value } from '../values.ts'

/** The type of the variable `authorizer`. */
export const authorizerType = opaqueType('kubernetes.authorization.Authorizer')
/** The type of the variable `authorizer.requestResource`. */
export const resourceCheckType = opaqueType('kubernetes.authorization.ResourceCheck')
const pathType = opaqueType('kubernetes.authorization.PathCheck')
const groupType = opaqueType('kubernetes.authorization.GroupCheck')
const decisionType = opaqueType('kubernetes.authorization.Decision')

/** What is asked for: a path, or a resource with the empty text for what is left open. */
export interface AccessQuestion {
  /** Whom it is about, where not the requester. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string }
  readonly path?: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly fieldSelector: string
  readonly labelSelector: string
  readonly verb: string
}

/** The answer; `error` is empty unless the question could not be decided. */
export interface AccessAnswer {
  readonly allowed: boolean
  readonly reason: string
  readonly error: string
}

type Ask = (question: AccessQuestion) => AccessAnswer

/** A question in the making. */
class Check extends Opaque {
  readonly typeName: string
  readonly question: AccessQuestion
  readonly ask: Ask

  constructor(type: Type, question: AccessQuestion, ask: Ask) {
    super()
    this.typeName = type.name
    this.question = question
    this.ask = ask
  }

  with(type: Type, change: Partial<AccessQuestion>): Check {
    return new Check(type, { ...this.question, ...change }, this.ask)
  }

  equals(other: Opaque): boolean {
    return other === this
  }
}

class Decision extends Opaque {
  readonly typeName = decisionType.name
  readonly answer: AccessAnswer

  constructor(answer: AccessAnswer) {
    super()
    this.answer = answer
  }

  equals(other: Opaque): boolean {
    return other === this
  }
}

const open: AccessQuestion = {
  group: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
  fieldSelector: '',
  labelSelector: '',
  verb: '',
}

/** The value of `authorizer`: questions are answered by `ask`. */
export function authorizerValue(ask: (question: AccessQuestion) => AccessAnswer): Value {
  return new Check(authorizerType, open, ask)
}

/** The value of `authorizer.requestResource`: a question about one resource. */
export function resourceCheckValue(
  ask: (question: AccessQuestion) => AccessAnswer,
  about: Partial<AccessQuestion>,
): Value {
  return new Check(resourceCheckType, { ...open, ...about }, ask)
}

function checkOf(value: Value | undefined): Check {
  if (value instanceof Check) return value
  throw new EvaluationError('no such overload')
}

function answerOf(value: Value | undefined): AccessAnswer {
  if (value instanceof Decision) return value.answer
  throw new EvaluationError('no such overload')
}

/** A function that says more about what is asked for. */
const narrows = (id: string, from: Type, to: Type, field: keyof AccessQuestion) =>
  member(id, [from, stringType], to, (check = null, value = null) =>
    checkOf(check).with(to, { [field]: text(value) }),
  )

const asks = (id: string, from: Type) =>
  member(id, [from, stringType], decisionType, (check = null, verb = null) => {
    const { question, ask } = checkOf(check)
    return new Decision(ask({ ...question, verb: text(verb) }))
  })

const resourcePart = (id: string, field: keyof AccessQuestion) =>
  narrows(id, resourceCheckType, resourceCheckType, field)

/**
 * The functions. They are declared everywhere, also where the variable is not: an expression is then told that it
 * lacks the variable.
 */
export const authorizers: Library = {
  path: [narrows('authorizer_path', authorizerType, pathType, 'path')],
  group: [narrows('authorizer_group', authorizerType, groupType, 'group')],
  serviceAccount: [
    member(
      'authorizer_serviceaccount',
      [authorizerType, stringType, stringType],
      authorizerType,
      (check = null, namespace = null, name = null) =>
        checkOf(check).with(authorizerType, {
          serviceAccount: { namespace: text(namespace), name: text(name) },
        }),
    ),
  ],
  resource: [narrows('groupcheck_resource', groupType, resourceCheckType, 'resource')],
  subresource: [resourcePart('resourcecheck_subresource', 'subresource')],
  namespace: [resourcePart('resourcecheck_namespace', 'namespace')],
  name: [resourcePart('resourcecheck_name', 'name')],
  fieldSelector: [resourcePart('authorizer_fieldselector', 'fieldSelector')],
  labelSelector: [resourcePart('authorizer_labelselector', 'labelSelector')],
  check: [asks('pathcheck_check', pathType), asks('resourcecheck_check', resourceCheckType)],
  errored: [member('decision_errored', [decisionType], boolType, (of = null) => answerOf(of).error !== '')],
  error: [member('decision_error', [decisionType], stringType, (of = null) => answerOf(of).error)],
  allowed: [member('decision_allowed', [decisionType], boolType, (of = null) => answerOf(of).allowed)],
  reason: [member('decision_reason', [decisionType], stringType, (of = null) => answerOf(of).reason)],
}
