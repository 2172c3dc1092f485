/** Every controller in one process. @module */
export { type Operator, type OperatorOptions, runOperator } from './run-operator.ts'
