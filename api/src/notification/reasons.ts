import { CommonReason } from '../meta/index.ts'

/** Reasons of conditions and events of notification kinds. */
export const Reason = {
  ...CommonReason,
  TokenNotFound: 'TokenNotFound',
  ValidationFailed: 'ValidationFailed',
  InvalidConfig: 'InvalidConfig',
  SourceFetchFailed: 'SourceFetchFailed',
  NotificationDispatchFailed: 'NotificationDispatchFailed',
  MetadataAppendFailed: 'MetadataAppendFailed',
  Migration: 'Migration',
} as const

/** One of the reasons. */
export type Reason = (typeof Reason)[keyof typeof Reason]
