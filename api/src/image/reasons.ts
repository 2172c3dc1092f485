import { CommonReason } from '../meta/index.ts'

/** Reasons of conditions and events of image kinds. */
export const Reason = {
  ...CommonReason,
  ImageURLInvalid: 'ImageURLInvalid',
  AuthenticationFailed: 'AuthenticationFailed',
  ReadOperationFailed: 'ReadOperationFailed',
  Failure: 'Failure',
  InvalidPolicy: 'InvalidPolicy',
  IntervalNotConfigured: 'IntervalNotConfigured',
  InvalidPolicySelector: 'InvalidPolicySelector',
  InvalidSourceConfiguration: 'InvalidSourceConfiguration',
  SourceManagerFailed: 'SourceManagerFailed',
  GitOperationFailed: 'GitOperationFailed',
  UpdateFailed: 'UpdateFailed',
  RemovedTemplateField: 'RemovedTemplateField',
  InvalidUpdateStrategy: 'InvalidUpdateStrategy',
} as const

/** One of the reasons. */
export type Reason = (typeof Reason)[keyof typeof Reason]
