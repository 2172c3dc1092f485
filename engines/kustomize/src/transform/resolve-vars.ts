/**
 * The `vars` field of a kustomization: `$(NAME)` in some fields becomes the value of another resource's field.
 *
 * Collected on the way, resolved once at the end of the build.
 * @module
 */
import type { FieldSpec } from '../config/field-spec.ts'
import { KustomizeError } from '../errors.ts'
import type { Variable } from '../load/kustomization.ts'
import { isMap, isScalar, type Json, scalarText, setMember } from '../resources/json.ts'
import {
  effectiveNamespace,
  formatGvk,
  type Gvk,
  isClusterScoped,
  parseApiVersion,
  type ResId,
} from '../resources/res-id.ts'
import type { ResourceList } from '../resources/resource-list.ts'
import { lookUp, splitFieldPath } from './field-path.ts'
import type { Transformer } from './transformer.ts'
import { fieldsByKind, updateField } from './update-field.ts'

/** Ties each variable to its resource, whose names may still change. @throws KustomizeError if that is not one */
export function bindVariables(variables: readonly Variable[], resources: ResourceList): void {
  for (const variable of variables) {
    const wanted = targetOf(variable)
    const matched = resources.items.filter(
      resource => !resource.isEmpty && resource.ids.some(id => isTarget(id, wanted)),
    )
    if (matched.length > 1) {
      throw new KustomizeError(
        `found ${matched.length} resId matches for var ${formatVariable(variable, wanted)} (unable to disambiguate)`,
      )
    }
    matched[0]?.variables.push(variable.name)
  }
}

/** A variable as kustomize names it in messages. */
export function formatVariable({ name, objref, fieldref }: Variable, kind: Gvk = objref): string {
  return `{${name} ${formatGvk(kind)} {${fieldref?.fieldPath ?? ''}}}`
}

/** Adds variables to those known. @throws KustomizeError if a name is taken */
export function addVariables(known: Map<string, Variable>, variables: Iterable<Variable>): void {
  for (const variable of variables) {
    if (known.has(variable.name)) throw new KustomizeError(`var '${variable.name}' already encountered`)
    known.set(variable.name, variable)
  }
}

function targetOf({ objref }: Variable): ResId {
  const given = objref.apiVersion ? parseApiVersion(objref.apiVersion) : {}
  const { group = '', version = '', kind = '' } = { ...objref, ...given }
  const apiVersion = group ? `${group}/${version}` : version
  return {
    group,
    version,
    kind,
    name: objref.name ?? '',
    namespace: objref.namespace ?? '',
    isClusterScoped: isClusterScoped(apiVersion, kind),
  }
}

function isTarget(id: ResId, wanted: ResId): boolean {
  const isKind = id.name === wanted.name && formatGvk(id) === formatGvk(wanted)
  if (!isKind) return false
  const matters = wanted.namespace !== '' || wanted.isClusterScoped
  return !matters || effectiveNamespace(id) === effectiveNamespace(wanted)
}

/** Puts the variables' values where they are used. @throws KustomizeError if a variable has no value */
export function resolveVariables(
  variables: ReadonlyMap<string, Variable>,
  fields: readonly FieldSpec[],
  warn: (message: string) => void,
): Transformer {
  return resources => {
    if (variables.size === 0) return
    const values = new UsedValues(valuesOf(variables, resources))
    const fieldsOf = fieldsByKind(fields)
    for (const resource of resources.items) {
      for (const field of fieldsOf(resource))
        updateField(resource, field, undefined, value => replaceIn(value, values))
    }
    const unused = values.unused
    if (unused.length > 0) warn(`well-defined vars that were never replaced: ${unused.join(',')}`)
    resources.idsChanged()
  }
}

/** Values that remember whether they were asked for. */
class UsedValues {
  readonly #values: ReadonlyMap<string, Json>
  readonly #used = new Set<string>()

  constructor(values: ReadonlyMap<string, Json>) {
    this.#values = values
  }

  get(name: string): Json | undefined {
    this.#used.add(name)
    return this.#values.get(name)
  }

  get unused(): readonly string[] {
    return [...this.#values.keys()].filter(name => !this.#used.has(name))
  }
}

function valuesOf(
  variables: ReadonlyMap<string, Variable>,
  resources: ResourceList,
): ReadonlyMap<string, Json> {
  const owners = new Map(
    resources.items.flatMap(resource => resource.variables.map(name => [name, resource] as const)),
  )
  const values = new Map<string, Json>()
  for (const [name, variable] of variables) {
    const owner = owners.get(name)
    if (!owner)
      throw new KustomizeError(`var '${name}' cannot be mapped to a field in the set of known resources`)
    const path = variable.fieldref?.fieldPath || 'metadata.name'
    const value = lookUp(owner.object, splitFieldPath(path.replace(/\[(\d+)\]/g, '.$1')))
    if (value === undefined)
      throw new KustomizeError(
        `field specified in var '${name}' (${path}) not found in corresponding resource`,
      )
    values.set(name, value)
  }
  return values
}

function replaceIn(value: Json | undefined, values: UsedValues): Json | undefined {
  if (typeof value === 'string') return expand(value, values)
  if (Array.isArray(value)) return value.map(item => (typeof item === 'string' ? expand(item, values) : item))
  if (isMap(value)) {
    for (const [key, item] of Object.entries(value))
      if (typeof item === 'string') setMember(value, key, expand(item, values))
  }
  return undefined
}

/** A text that is one variable gets the value with its type; inside a text it is written out. `$$` is a dollar. */
function expand(text: string, values: UsedValues): Json {
  const whole = /^\$\(([^)]*)\)$/.exec(text)?.[1]
  if (whole !== undefined) {
    const value = values.get(whole)
    return value !== undefined && isScalar(value) ? value : text
  }
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (match, name: string | undefined) => {
    if (name === undefined) return '$'
    const value = values.get(name)
    return value !== undefined && isScalar(value) ? scalarText(value) : match
  })
}
