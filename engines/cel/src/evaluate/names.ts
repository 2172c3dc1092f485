/** Names and fields: `a`, `a.b`, `has(a.b)`, `a.?b`. @module */
import { type Call, qualifiedName, type Select } from '../ast.ts'
import { CelMap, EvaluationError, Optional, TypeValue } from '../values.ts'
import { type Compilation, isAttribute, unreachable } from './compilation.ts'
import { hasField, NoAttribute, noAttribute, selectField } from './fields.ts'
import { charge, type Evaluator, Pending } from './run.ts'

/** Compiles a name: of a variable that a comprehension declares, of a type, or of what the caller knows. */
export function compileIdent(name: string, compilation: Compilation): Evaluator {
  const { environment, checked } = compilation
  const slot = compilation.slotOf(name)
  if (slot !== undefined) return local(name, slot)
  const type = environment.types.get(name)
  if (type && checked && !environment.variables.has(name)) {
    return compilation.constant(new TypeValue(type.name))
  }
  return run => {
    charge(run, 1)
    const value = run.variable(name)
    if (value !== undefined) return value
    if (type) return new TypeValue(type.name)
    throw noAttribute(name)
  }
}

function local(name: string, slot: number): Evaluator {
  return run => {
    charge(run, 1)
    const held = run.locals[slot]
    const value = held instanceof Pending ? held.resolve(run, slot) : held
    if (value === undefined || value instanceof EvaluationError) throw value ?? noAttribute(name)
    return value
  }
}

/** Compiles `a.b`, or whether it is there. */
export function compileSelect(expr: Select, compilation: Compilation): Evaluator {
  const { environment } = compilation
  const name = qualifiedName(expr)
  const asType = name === undefined ? undefined : environment.types.get(name)
  if (asType) return () => new TypeValue(asType.name)
  // A variable may have dots in its name: `authorizer.requestResource`.
  if (name !== undefined && environment.variables.has(name)) return compileIdent(name, compilation)
  const shown = expr.isTest ? qualifiedName({ ...expr, isTest: false }) : name
  const operand = naming(shown, compilation.compile(expr.operand), compilation)
  const { field } = expr
  if (expr.isTest) return run => hasField(operand(run), field)
  const cost = isAttribute(expr.operand) ? 1 : 2
  return run => {
    const value = operand(run)
    charge(run, cost)
    return selectField(value, field)
  }
}

/** cel-go: without types, what is missing might be a variable with dots in its name, and is told by all of it. */
function naming(name: string | undefined, operand: Evaluator, { checked }: Compilation): Evaluator {
  if (checked || name === undefined) return operand
  return run => {
    try {
      return operand(run)
    } catch (error) {
      throw error instanceof NoAttribute ? noAttribute(name) : error
    }
  }
}

/** Compiles `a.?b`. */
export function compileOptionalSelect(expr: Call, compilation: Compilation): Evaluator {
  const [operand = unreachable] = expr.args.map(arg => compilation.compile(arg))
  const field = expr.args[1]
  const name = field?.type === 'literal' ? field.value : null
  return run => {
    const value = operand(run)
    const inside = value instanceof Optional ? value.value : value
    const found = inside instanceof CelMap ? inside.get(name) : undefined
    if (found !== undefined) charge(run, 1)
    return new Optional(found)
  }
}
