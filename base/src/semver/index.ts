/** Semantic versions and constraints on them, as Masterminds/semver reads both. @module */
export { type Constraint, ConstraintError, parseConstraint, satisfies } from './constraint.ts'
export {
  compareVersions,
  formatVersion,
  parseFullVersion,
  parseStrictVersion,
  parseVersion,
  type Version,
} from './version.ts'
