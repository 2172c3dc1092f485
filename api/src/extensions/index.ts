/** The kind of source.extensions.fluxcd.io. @module */
export {
  ArtifactGenerator,
  type ArtifactGeneratorSpec,
  type ArtifactGeneratorStatus,
} from './artifact-generator.ts'
export { generatorFinalizer, generatorLabel, Reason, reconcileAnnotation } from './reasons.ts'
