/** The Common Expression Language with the libraries that Kubernetes adds to it. @module */
export {
  definitionEnvironment,
  type Environment,
  functionsOf,
  healthEnvironment,
  mutationEnvironment,
  withVariables,
} from './environment.ts'
export { estimateCost, type SizeLookup } from './estimate.ts'
export { CostExceeded } from './evaluate/run.ts'
export {
  type CompileResult,
  compileExpression,
  type EvaluateOptions,
  type Evaluation,
  type Expression,
} from './expression.ts'
export { hasFormat, isKnownFormat } from './formats.ts'
export { global, type Library, member, type Overload } from './functions.ts'
export { parseDuration, parseTimestamp } from './go-text.ts'
export { fromJson, toJson } from './json.ts'
export {
  type AccessAnswer,
  type AccessQuestion,
  authorizerType,
  authorizerValue,
  resourceCheckType,
  resourceCheckValue,
} from './library/authorizer.ts'
export { applyObjectType, jsonPatchType } from './library/mutations.ts'
export { quantityType } from './library/quantities.ts'
export {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  maskTrailingDash,
  qualifiedName,
} from './names.ts'
export type { Range } from './ranges.ts'
export { compileRegex, type Regex } from './regex.ts'
export { CelStruct } from './struct.ts'
export {
  anyType,
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  formatType,
  intType,
  listType,
  mapType,
  nullType,
  objectType,
  optionalType,
  stringType,
  type Type,
  timestampType,
} from './types.ts'
export {
  CelMap,
  Duration,
  EvaluationError,
  type Key,
  KeyedList,
  Optional,
  Timestamp,
  type Value,
} from './values.ts'
