import { type OCIRepository, Reason, SourceCondition } from '@sluice/api/source'
import { NetworkError } from '@sluice/io/http'
import { RegistryError } from '@sluice/io/oci'
import { Failed } from '@sluice/kube/runtime'
import { failureText, openVerification } from '../verification/open-verification.ts'
import { SignatureError } from '../verification/signature-error.ts'
import type { Deps } from './deps.ts'
import type { OCIRun } from './reconciler.ts'
import { digestOfRevision, type RemoteRepository } from './reference.ts'

type VerifyRun = Pick<OCIRun, 'mark' | 'unmark' | 'now'>

/**
 * Checks the artifact's signatures against what `spec.verify` trusts, unless that was done for this revision and
 * generation, and keeps SourceVerified.
 */
export async function verifySignature(
  repo: OCIRepository,
  revision: string,
  source: RemoteRepository & { readonly run: VerifyRun },
  deps: Pick<Deps, 'getSecret'>,
): Promise<void> {
  const { verify } = repo.spec ?? {}
  const { run, registry, path, signal } = source
  if (!verify) return run.unmark(SourceCondition.SourceVerified)
  if (isVerified(repo, revision)) return
  const digest = digestOfRevision(revision)
  const name = `${repo.spec?.url?.replace(/^oci:\/\//, '')}@${digest}`
  const context = {
    namespace: repo.metadata.namespace ?? '',
    getSecret: deps.getSecret,
    signal,
    now: run.now(),
    image: name,
  }
  try {
    const check = await openVerification(verify, context)
    const result = await check({ registry, path, digest, name, signal })
    if (result === 'ignored') return run.unmark(SourceCondition.SourceVerified)
    const message = `verified signature of revision ${revision}`
    run.mark(SourceCondition.SourceVerified, 'True', Reason.Succeeded, message)
  } catch (error) {
    if (!isExpected(error)) throw error
    const message = failureText(verify, error)
    run.mark(SourceCondition.SourceVerified, 'False', Reason.VerificationError, message)
    throw new Failed(Reason.VerificationError, message, { cause: error })
  }
}

/** A failure is looked at again each time. */
function isVerified({ status, metadata }: OCIRepository, revision: string): boolean {
  const condition = status?.conditions?.find(({ type }) => type === SourceCondition.SourceVerified)
  return (
    status?.artifact?.revision === revision &&
    condition?.status === 'True' &&
    condition.observedGeneration === metadata.generation
  )
}

function isExpected(error: unknown): error is Error {
  return error instanceof SignatureError || error instanceof RegistryError || error instanceof NetworkError
}
