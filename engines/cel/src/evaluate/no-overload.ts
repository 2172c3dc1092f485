/** What is said of calls that no overload takes, as cel-go says it. @module */
import { EvaluationError, isList, typeNameOf, type Value } from '../values.ts'

const timeTypes = ['google.protobuf.Timestamp', 'google.protobuf.Duration']
const receivers = ['string', ...timeTypes]
const comparable = new Set(['bool', 'int', 'uint', 'double', 'bytes', ...receivers])

/** Operators, and the types that have them as methods, which refuse an argument in their own words. */
const methods: Readonly<Record<string, ReadonlySet<string>>> = {
  '_+_': new Set([...receivers, 'int', 'uint', 'double', 'bytes', 'list']),
  '_-_': new Set([...receivers, 'int', 'uint', 'double']),
  '_*_': new Set([...receivers, 'int', 'uint', 'double']),
  '_/_': new Set([...receivers, 'int', 'uint', 'double']),
  '_%_': new Set([...receivers, 'int', 'uint']),
  '-_': new Set([...receivers, 'bool', 'int', 'double']),
  size: new Set([...receivers, 'bytes', 'list', 'map']),
  ...Object.fromEntries(['_<_', '_<=_', '_>_', '_>=_'].map(name => [name, comparable])),
}

/** Functions that say nothing of what they were given. */
const reticent = new Set(['!_', '@in', 'contains', 'startsWith', 'endsWith', 'matches'])

/** The error of a call whose arguments no overload takes. */
export function noOverload(name: string, args: readonly Value[]): EvaluationError {
  const owners = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (reticent.has(name) || owners?.has(typeNameOf(args[0] ?? null))) {
    return new EvaluationError('no such overload')
  }
  if (owners) return new EvaluationError(`no such overload: ${name}`)
  if (name === '_[_]') return noIndex(args)
  return new EvaluationError(`no such overload: ${name}(${args.map(typeNameOf).join(', ')})`)
}

function noIndex([container = null, index = null]: readonly Value[]): EvaluationError {
  if (isList(container)) return new EvaluationError(`unsupported index type '${typeNameOf(index)}' in list`)
  return new EvaluationError(`no such key: ${typeof index === 'object' ? typeNameOf(index) : String(index)}`)
}
