/** Every controller in one process. @module */
export { type ControllerName, controllerNames } from './controllers.ts'
export { isTaken, listenNear } from './listen-near.ts'
export { type Operator, type OperatorOptions, runOperator } from './run-operator.ts'
