import { type OCIRepository, Reason, SourceCondition } from '@sluice/api/source'
import { Stalled } from '@sluice/kube/runtime'
import type { OCIRun } from './reconciler.ts'

/**
 * Checks the artifact's signatures against what `spec.verify` trusts. Not supported yet: an object that asks for it
 * gets no artifact.
 */
export async function verifySignature(
  repo: OCIRepository,
  run: Pick<OCIRun, 'mark' | 'unmark'>,
): Promise<void> {
  if (!repo.spec?.verify) return run.unmark(SourceCondition.SourceVerified)
  const message = 'verification of signatures is not supported yet: remove spec.verify'
  run.mark(SourceCondition.SourceVerified, 'False', Reason.VerificationError, message)
  throw new Stalled(Reason.VerificationError, message)
}
