/** Release records as Helm keeps them in a cluster, and the digests by which Flux knows them again. @module */
export { chartJson } from './chart-json.ts'
export { decodeRecord, encodeRecord, recordLabels, recordName, recordType } from './record-storage.ts'
export { algorithmOf, releaseDigest, valuesDigest } from './release-digest.ts'
export type {
  HookPhase,
  RecordedHook,
  ReleaseInfo,
  ReleaseRecord,
  ReleaseStatus,
} from './release-record.ts'
