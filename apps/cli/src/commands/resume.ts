/** `resume <kind> name…`: ends what `suspend` began, and waits for one object (for several with `--wait`). @module */
import type { KubeObject } from '@sluice/kube/meta'
import { type Context, Exit } from '../context.ts'
import type { KindRow } from '../kinds/kind-row.ts'
import { awaitReady } from '../kinds/readiness.ts'
import { type AnyCommand, command } from '../parser/command.ts'
import { completeNames } from './complete-names.ts'
import { resumeFlags } from './group-flags.ts'
import { findObjects, setSuspended } from './suspend.ts'

type ResumeContext = Context<typeof resumeFlags>

/** The command that resumes objects of a kind. */
export function resumeKind(row: KindRow): AnyCommand {
  return command({
    summary: `Resume reconciliation of ${row.kind} objects`,
    usage: '[name]...',
    examples: [`sluice resume ${row.names.join(' ')} app --wait`],
    flags: resumeFlags,
    complete: completeNames(row),
    run: context => run(row, context),
  })
}

async function run(row: KindRow, context: ResumeContext): Promise<void> {
  const { args, flags } = context
  if (args.length === 0 && !flags.all) throw new Error(`${row.human} name is required`)
  const resumed = await resumeAll(row, context)
  const waits = flags.wait || (!context.changed.has('wait') && args.length === 1)
  if (!waits) return
  const outcomes = await Promise.all(resumed.map(object => awaitOne(row, object, context)))
  const failures = tellOutcomes(row, outcomes, context)
  if (failures > 0) throw new Exit(1, `reconciliation failed for ${failures} ${row.kind}(s)`)
}

async function resumeAll(row: KindRow, context: ResumeContext): Promise<readonly KubeObject[]> {
  const { args, namespace, log } = context
  const wanted = args.length === 0 ? [undefined] : [...new Set(args)]
  const resumed: KubeObject[] = []
  for (const name of wanted) {
    const objects = await findObjects(row, context, name)
    if (objects.length === 0)
      log.failure(
        name === undefined
          ? `no ${row.kind} objects found in ${namespace} namespace`
          : // flux: names the first argument, whichever is missing.
            `${row.kind} object '${args[0]}' not found in ${namespace} namespace`,
      )
    for (const object of objects) {
      log.action(`resuming ${row.human} ${object.metadata.name} in ${namespace} namespace`)
      resumed.push(await setSuspended(row, object, context, false))
      log.success(`${row.human} resumed`)
    }
  }
  return resumed
}

interface Outcome {
  readonly name: string
  readonly object?: KubeObject
  readonly problem?: string
}

async function awaitOne(row: KindRow, resumed: KubeObject, context: ResumeContext): Promise<Outcome> {
  const { name } = resumed.metadata
  context.log.waiting(`waiting for ${row.kind} reconciliation`)
  const isStatic = row.staticMessage?.(resumed) !== undefined
  try {
    const object = await awaitReady(context, await row.load(), name, {
      namespace: context.namespace,
      isStatic,
    })
    return { name, object }
  } catch (error) {
    if (context.signal.aborted) return { name, problem: 'context deadline exceeded' }
    return { name, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Tells what became of each object; gives the number of failures. */
function tellOutcomes(row: KindRow, outcomes: readonly Outcome[], { log }: ResumeContext): number {
  for (const { name, object, problem } of outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!object) {
      log.failure(`${row.kind} ${name} reconciliation failed: ${problem}`)
      continue
    }
    log.success(`${row.kind} ${name} reconciliation completed`)
    log.success(row.success(object))
  }
  return outcomes.filter(outcome => outcome.problem !== undefined).length
}
