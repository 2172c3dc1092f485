/** Patterns from users, in Go's syntax and in linear time. @module */
export { compilePattern, type Pattern, PatternError } from './pattern.ts'
