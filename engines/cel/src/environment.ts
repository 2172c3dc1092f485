/** What expressions may use: variables, functions, macros. @module */
import type { Library, Overload } from './functions.ts'
import { access } from './library/access.ts'
import { arithmetic } from './library/arithmetic.ts'
import { authorizers } from './library/authorizer.ts'
import { comparison } from './library/comparison.ts'
import { conversions } from './library/conversions.ts'
import { lists, listsExtension } from './library/lists.ts'
import { jsonPatches, mutationMessages } from './library/mutations.ts'
import { namedFormats } from './library/named-formats.ts'
import { cidrType, ipType, networks } from './library/networks.ts'
import { optionalLists, optionals } from './library/optionals.ts'
import { quantities } from './library/quantities.ts'
import { regexes } from './library/regex.ts'
import { semvers } from './library/semvers.ts'
import { encoders, sets } from './library/sets.ts'
import { basicStrings, reverseString, strings } from './library/strings.ts'
import { times } from './library/times.ts'
import { urls } from './library/urls.ts'
import type { MacroOptions } from './parse/macros.ts'
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  stringType,
  type Type,
  timestampType,
  typeType,
  uintType,
} from './types.ts'
import type { Value } from './values.ts'

/** What expressions may use. */
export interface Environment {
  readonly variables: ReadonlyMap<string, Type>
  /** Names that stand for a type, as in `type(x) == int`. */
  readonly types: ReadonlyMap<string, Type>
  readonly functions: ReadonlyMap<string, readonly Overload[]>
  readonly macros: MacroOptions
  /** The message types that expressions may make, by name. */
  readonly messages?: (name: string) => MessageType | undefined
  /** Whether the elements of a list or map literal must have one type, and constant arguments are checked. */
  readonly strictLiterals: boolean
}

/** A type of messages: what `Name{field: value}` may hold, and what it makes. */
export interface MessageType {
  readonly type: Type
  /** Undefined where the type has no such field. */
  readonly fieldType: (field: string) => Type | undefined
  readonly make: (fields: ReadonlyMap<string, Value>) => Value
}

const coreTypes: readonly (readonly [string, Type])[] = [
  ['bool', boolType],
  ['bytes', bytesType],
  ['double', doubleType],
  ['int', intType],
  ['list', listType(dynType)],
  ['map', mapType(dynType, dynType)],
  ['null_type', nullType],
  ['string', stringType],
  ['type', typeType],
  ['uint', uintType],
  ['google.protobuf.Duration', durationType],
  ['google.protobuf.Timestamp', timestampType],
  ['optional_type', optionalType(dynType)],
]

/** Puts libraries together; overloads of the same function add up. */
export function functionsOf(...libraries: readonly Library[]): ReadonlyMap<string, readonly Overload[]> {
  const functions = new Map<string, readonly Overload[]>()
  for (const library of libraries) {
    for (const [name, overloads] of Object.entries(library)) {
      functions.set(name, [...(functions.get(name) ?? []), ...overloads])
    }
  }
  return functions
}

const core = [arithmetic, comparison, access, conversions, times, basicStrings]

/** The environment of the rules of CustomResourceDefinitions (Kubernetes 1.36), without variables. */
export const definitionEnvironment: Environment = {
  variables: new Map(),
  types: new Map([...coreTypes, ['net.IP', ipType], ['net.CIDR', cidrType]]),
  functions: functionsOf(
    ...core,
    urls,
    regexes,
    lists,
    optionals,
    optionalLists,
    quantities,
    strings,
    sets,
    networks,
    namedFormats,
    semvers,
    listsExtension,
    authorizers,
  ),
  macros: { twoVariables: true, optionals: true, bindings: false, sortBy: true },
  strictLiterals: true,
}

/** The environment of policies that change objects: that of definitions, and what makes changes. */
export const mutationEnvironment: Environment = {
  ...definitionEnvironment,
  functions: new Map([...definitionEnvironment.functions, ...functionsOf(jsonPatches)]),
  messages: mutationMessages,
}

/** The environment of health expressions (Flux): strings, sets, encoders and optional values. */
export const healthEnvironment: Environment = {
  variables: new Map(),
  types: new Map(coreTypes),
  functions: functionsOf(
    ...core,
    strings,
    reverseString,
    sets,
    encoders,
    optionals,
    optionalLists,
    lists,
    regexes,
  ),
  macros: { twoVariables: true, optionals: true, bindings: true, sortBy: false },
  strictLiterals: false,
}

/** The environment with more variables. */
export function withVariables(
  environment: Environment,
  variables: Iterable<readonly [string, Type]>,
): Environment {
  return { ...environment, variables: new Map([...environment.variables, ...variables]) }
}
