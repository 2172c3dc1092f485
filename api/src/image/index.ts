/** The kinds of image.toolkit.fluxcd.io. @module */
export { ImagePolicy, type ImagePolicySpec, type ImagePolicyStatus } from './image-policy.ts'
export { ImageRepository, type ImageRepositorySpec, type ImageRepositoryStatus } from './image-repository.ts'
export {
  ImageUpdateAutomation,
  type ImageUpdateAutomationSpec,
  type ImageUpdateAutomationStatus,
} from './image-update-automation.ts'
export { Reason } from './reasons.ts'
