/** CEL expressions in specs: whether a dependency is ready, whether an object is healthy. @module */
export { compileReadyExpression, ExpressionError, holds, requireExpressions } from './expressions.ts'
export { type HealthCheckExpressions, healthRulesOf } from './health-rules.ts'
