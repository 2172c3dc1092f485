/**
 * Field paths of replacements: `spec.containers.[name=app].image`, `metadata.annotations.[a.b/c]`, `*`, indexes.
 * @module
 */
import { KustomizeError } from '../errors.ts'
import { isMap, isScalar, type Json, member, nodeKind, scalarText, setMember } from '../resources/json.ts'
import { writtenText } from '../resources/spelling.ts'
import { compilePattern } from './pattern.ts'
import { resolveCreated } from './scalar-value.ts'

/** A place in a resource that can be read and written. */
export interface Place {
  get(): Json | undefined
  set(value: Json): void
  /** The text of a scalar, as it was written. */
  text(): string
  /** The place was made for the value, so the value's text decides its type. */
  readonly isNew?: boolean
}

/** What a created field is at the end of the path. */
export type CreatedKind = 'scalar' | 'map' | 'list'

/** Splits at dots that are not inside brackets; `\.` is a dot. A dot in front means nothing. */
export function splitFieldPath(path: string): string[] {
  const steps: string[] = []
  let step = ''
  let inBrackets = false
  for (let i = 0; i < path.length; i++) {
    const char = path[i] ?? ''
    if (char === '\\' && path[i + 1] === '.') {
      step += '.'
      i++
    } else if (char === '.' && !inBrackets) {
      steps.push(step)
      step = ''
    } else {
      if (char === '[') inBrackets = true
      if (char === ']') inBrackets = false
      step += char
    }
  }
  steps.push(step)
  if (steps[0] === '' && steps.length > 1) steps.shift()
  return steps.map(unbracket)
}

/** `[a.b/c]` is the step `a.b/c`; `[name=x]` stays a condition. */
function unbracket(step: string): string {
  return /^\[[^=]*\]$/.test(step) ? step.slice(1, -1) : step
}

const condition = /^\[([^=]*)=(.*)\]$/s

/** Reads one value; a condition takes the first item that has exactly this value. */
export function lookUp(value: Json, steps: readonly string[]): Json | undefined {
  let found: Json | undefined = value
  for (const step of steps) {
    if (found === undefined || found === null) return undefined
    found = Array.isArray(found) ? itemOf(found, step) : isMap(found) ? member(found, step) : undefined
  }
  return found
}

/** The text of what `lookUp` finds, if that is a scalar, as it was written. */
export function lookUpText(value: Json, steps: readonly string[]): string {
  const found = lookUp(value, steps)
  const parent = lookUp(value, steps.slice(0, -1))
  const step = steps.at(-1) ?? ''
  return typeof parent === 'object' && parent !== null && found !== null
    ? writtenText(parent, step, found)
    : scalarText(found)
}

function itemOf(list: readonly Json[], step: string): Json | undefined {
  if (/^\d+$/.test(step)) return list[Number(step)]
  if (step === '-') return list.at(-1)
  const match = condition.exec(step)
  if (!match) return undefined
  const [, key = '', text = ''] = match
  if (key === '') return list.find(item => isScalar(item) && scalarText(item) === text)
  return list.find(item => isMap(item) && scalarText(member(item, key)) === text)
}

/** Every place a path means; `create` makes what is missing. @throws KustomizeError */
export function findPlaces(root: Json, steps: readonly string[], create?: CreatedKind): Place[] {
  return visit({ get: () => root, set: () => {}, text: () => '' }, steps, create)
}

function visit(place: Place, steps: readonly string[], create: CreatedKind | undefined): Place[] {
  const [step, ...rest] = steps
  if (step === undefined) return [place]
  const node = place.get()
  if (step === '*') return visitEvery(node, rest, create)
  if (/^\d+$/.test(step)) return visitIndex(node, Number(step), { rest, create })
  if (condition.test(step)) return visitMatches(node, step, { rest, create })
  return visitMember(node, step, { rest, create })
}

interface Onward {
  readonly rest: readonly string[]
  readonly create: CreatedKind | undefined
}

function visitEvery(
  node: Json | undefined,
  rest: readonly string[],
  create: CreatedKind | undefined,
): Place[] {
  checkList(node)
  return node.flatMap((_, i) => visit(itemPlace(node, i), rest, create))
}

function checkList(node: Json | undefined): asserts node is Json[] {
  if (!Array.isArray(node))
    throw new KustomizeError(`wrong node kind: expected SequenceNode but got ${nodeKind(node)}`)
}

function visitIndex(node: Json | undefined, index: number, { rest, create }: Onward): Place[] {
  checkList(node)
  const isNew = node.length === index && create !== undefined
  if (isNew) node.push(blank(rest[0], create))
  if (index >= node.length)
    throw new KustomizeError(`index ${index} specified but only ${node.length} elements found`)
  return visit(itemPlace(node, index, isNew), rest, create)
}

function visitMatches(node: Json | undefined, step: string, { rest, create }: Onward): Place[] {
  const [, key = '', pattern = ''] = condition.exec(step) ?? []
  checkList(node)
  const matches = compilePattern(pattern)
  const find = () =>
    node.flatMap((item, i) => {
      if (key === '') return isScalar(item) && matches(scalarText(item)) ? [itemPlace(node, i)] : []
      const value = isMap(item) ? member(item, key) : undefined
      if (value === undefined || value === null || !matches(scalarText(value))) return []
      return visit(itemPlace(node, i), rest, create)
    })
  const found = find()
  if (found.length > 0 || create === undefined) return found
  node.push(key === '' ? resolveCreated(pattern) : { [key]: resolveCreated(pattern) })
  return find()
}

function visitMember(node: Json | undefined, name: string, { rest, create }: Onward): Place[] {
  if (!isMap(node)) {
    if (node === undefined || node === null) return []
    throw new KustomizeError(
      `wrong node kind: expected MappingNode but got ${nodeKind(node)}, without a field '${name}'`,
    )
  }
  let isNew = false
  if (member(node, name) === undefined) {
    if (create === undefined) return []
    isNew = true
    setMember(node, name, blank(rest[0], create))
  }
  return visit(
    {
      get: () => member(node, name),
      set: value => setMember(node, name, value),
      text: () => writtenText(node, name, member(node, name)),
      isNew,
    },
    rest,
    create,
  )
}

function itemPlace(list: Json[], index: number, isNew = false): Place {
  return {
    get: () => list[index],
    set: value => {
      list[index] = value
    },
    text: () => writtenText(list, index, list[index]),
    isNew,
  }
}

/** A new node of the kind that the next step, or the value, needs. */
function blank(next: string | undefined, create: CreatedKind): Json {
  if (next === undefined) return create === 'list' ? [] : create === 'map' ? {} : ''
  return /^\d+$/.test(next) || condition.test(next) || next === '-' ? [] : {}
}
