/** CustomResourceDefinitions and the resource types that they bring. @module */
export { startDefinitionController } from './definition-controller.ts'
export { definitionStrategy } from './definition-strategy.ts'
