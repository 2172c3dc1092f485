import { type GitRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { Fetched } from '@sluice/io/git'
import { Stalled } from '@sluice/kube/runtime'
import type { GitRun } from './reconciler.ts'

/**
 * Checks the signature of the commit, and of the tag that led to it (`checkout.commit.signature`, `checkout.tag`),
 * against the keys of `spec.verify`. Not supported yet: an object that asks for it gets no artifact.
 */
export async function verifySignature(repo: GitRepository, _checkout: Fetched, run: GitRun): Promise<void> {
  if (!repo.spec?.verify) {
    run.unmark(SourceCondition.SourceVerified)
    if (repo.status?.sourceVerificationMode !== undefined)
      await run.record({ sourceVerificationMode: undefined })
    return
  }
  const message = 'verification of signatures is not supported yet: remove spec.verify'
  run.mark(SourceCondition.SourceVerified, 'False', Reason.VerificationError, message)
  throw new Stalled(Reason.VerificationError, message)
}
