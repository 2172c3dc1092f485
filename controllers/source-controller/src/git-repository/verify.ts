/** Whether the commit, and the tag that led to it, are signed by somebody whom the spec trusts. @module */
import { type GitRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { Fetched } from '@sluice/io/git'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { textOf } from '../secrets/secret-data.ts'
import {
  type SignedObject,
  signedCommit,
  signedTag,
  type TrustedKeys,
  verifyGitSignature,
} from '../verification/git-signature.ts'
import { SignatureError } from '../verification/signature-error.ts'
import type { Deps } from './deps.ts'
import type { GitRun } from './reconciler.ts'

type Mode = 'HEAD' | 'Tag' | 'TagAndHEAD'
type VerifyRun = Pick<GitRun, 'mark' | 'unmark' | 'record' | 'announce' | 'signal' | 'now'>

/**
 * Checks signatures against the keys of `spec.verify`, and keeps SourceVerified and the mode that was honoured.
 */
export async function verifySignature(
  repo: GitRepository,
  checkout: Pick<Fetched, 'commit' | 'tag' | 'reference'>,
  run: VerifyRun,
  deps: Pick<Deps, 'getSecret'>,
): Promise<void> {
  const { verify } = repo.spec ?? {}
  if (!verify) return forgetVerification(repo, run)
  const mode = modeOf(verify.mode)
  const keys = await trustedKeys(repo, verify.secretRef.name, run, deps)
  const verified: string[] = []
  if (mode !== 'HEAD') verified.push(await verifyTag(checkout, keys, run))
  if (mode !== 'Tag') verified.push(await verifyCommit(checkout, keys, run))
  const message = `verified signature of${verified.map(each => `\n\t- ${each}`).join('')}`
  await run.record({ sourceVerificationMode: mode })
  run.mark(SourceCondition.SourceVerified, 'True', Reason.Succeeded, message)
  run.announce(message, { severity: 'trace', reason: Reason.Succeeded })
}

/** What was once verified is no claim about what comes now. */
export async function forgetVerification(
  repo: GitRepository,
  run: Pick<GitRun, 'unmark' | 'record'>,
): Promise<void> {
  run.unmark(SourceCondition.SourceVerified)
  if (repo.status?.sourceVerificationMode !== undefined)
    await run.record({ sourceVerificationMode: undefined })
}

/** Whether something must be verified that was not when the current artifact was made. */
export function isVerificationDue({ spec, status }: GitRepository): boolean {
  if (!spec?.verify) return false
  const observed = status?.sourceVerificationMode
  return observed === undefined || (observed !== 'TagAndHEAD' && modeOf(spec.verify.mode) !== observed)
}

/** `head` is an old spelling. */
function modeOf(mode: string | undefined): Mode {
  return mode === 'Tag' || mode === 'TagAndHEAD' ? mode : 'HEAD'
}

async function trustedKeys(
  repo: GitRepository,
  name: string,
  run: VerifyRun,
  deps: Pick<Deps, 'getSecret'>,
): Promise<TrustedKeys> {
  try {
    const data = await deps.getSecret(repo.metadata.namespace ?? '', name, run.signal)
    const texts = (isSsh: boolean) =>
      Object.keys(data)
        .filter(key => key.endsWith('.sshpub') === isSsh)
        .map(key => textOf(data[key]))
    // flux: a keyring may have any other name.
    return { pgp: texts(false), ssh: texts(true) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw failed(run, Reason.VerificationError, `public keys secret error: ${error.message}`, error)
  }
}

async function verifyTag(
  { tag, reference }: Pick<Fetched, 'tag' | 'reference'>,
  keys: TrustedKeys,
  run: VerifyRun,
): Promise<string> {
  if (!reference?.startsWith('refs/tags/')) {
    const message = "cannot verify tag object's signature if a tag reference is not specified"
    run.mark(SourceCondition.SourceVerified, 'False', Reason.InvalidVerificationMode, message)
    throw new Stalled(Reason.InvalidVerificationMode, message)
  }
  const name = reference.slice('refs/tags/'.length)
  const title = `tag '${tag ? `${name}@${tag.hash}` : name}'`
  const signed = tag && signedTag(tag.encoded)
  // A tag can be signed at any time: this is worth another try.
  if (!signed?.signature)
    throw failed(run, Reason.InvalidGitObject, `cannot verify signature of ${title} since it is not signed`)
  return verifyObject(title, signed, { keys, run, reason: Reason.InvalidTagSignature })
}

function verifyCommit(
  { commit }: Pick<Fetched, 'commit'>,
  keys: TrustedKeys,
  run: VerifyRun,
): Promise<string> {
  const signed = signedCommit(commit.encoded)
  return verifyObject(`commit '${commit.hash}'`, signed, { keys, run, reason: Reason.InvalidCommitSignature })
}

async function verifyObject(
  title: string,
  signed: SignedObject,
  { keys, run, reason }: { readonly keys: TrustedKeys; readonly run: VerifyRun; readonly reason: string },
): Promise<string> {
  try {
    return `${title} with key '${await verifyGitSignature(signed, keys, run.now())}'`
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    throw failed(run, reason, `signature verification of ${title} failed: ${error.message}`, error)
  }
}

function failed(run: Pick<GitRun, 'mark'>, reason: string, message: string, cause?: unknown): Failed {
  run.mark(SourceCondition.SourceVerified, 'False', reason, message)
  return new Failed(reason, message, { cause })
}
