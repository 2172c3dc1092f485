/** Signatures of chart archives. @module */
export {
  type NamedArchive,
  type SignRequest,
  signProvenance,
  type Verification,
  type VerifyRequest,
  verifyProvenance,
} from './provenance.ts'
