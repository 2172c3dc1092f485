/**
 * What the sandbox tells after its start: each step of the first commit with its time, a list of things to try once
 * everything is Ready, and from then on every change as it happens.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type KubeClient, KubeError, UnreachableError } from '@sluice/kube/client'
import type { Condition, KindInfo, KubeObject } from '@sluice/kube/meta'
import { followedKinds } from './followed-kinds.ts'
import { formatMs, type Narrator } from './narrator.ts'
import { isWholeStory } from './whole-story.ts'

interface Stage {
  readonly narrator: Narrator
  /** `performance.now()` of the sandbox's start. */
  readonly started: number
  readonly gitUrl: string
  /** Path of the kubeconfig file. */
  readonly kubeconfig: string
}

const pauseMs = 500

/** Follows what a commit passes through until stopped. */
export function tellStory(client: KubeClient, stage: Stage): { stop(): Promise<void> } {
  const ending = new AbortController()
  const objects = new Map<string, KubeObject>()
  const told = new Map<string, string>()
  let isComplete = false
  const note = (object: KubeObject): void => {
    const key = `${object.kind}/${object.metadata.namespace}/${object.metadata.name}`
    objects.set(key, object)
    tellOutcome(object, { ...stage, key, told })
    if (isComplete || !isWholeStory([...objects.values()])) return
    isComplete = true
    tellWhatToTry(stage)
  }
  const following = followedKinds.map(kind =>
    follow(client, kind, { note, forget: key => objects.delete(key), signal: ending.signal }),
  )
  return {
    stop: async () => {
      ending.abort()
      await Promise.allSettled(following)
    },
  }
}

interface Listener {
  note(object: KubeObject): void
  forget(key: string): void
  readonly signal: AbortSignal
}

/** Lists and watches, again and again: a watch ends when the server says so, and that ends no story. */
async function follow(client: KubeClient, kind: KindInfo, to: Listener): Promise<void> {
  while (!to.signal.aborted) {
    await followOnce(client, kind, to).catch((error: unknown) => {
      const isPassing = error instanceof KubeError || error instanceof UnreachableError
      if (!isPassing && !to.signal.aborted) throw error
    })
    await sleep(pauseMs, undefined, { signal: to.signal }).catch(() => {})
  }
}

async function followOnce(client: KubeClient, kind: KindInfo, to: Listener): Promise<void> {
  const { items, metadata } = await client.list(kind, { signal: to.signal })
  for (const object of items) to.note(object)
  const from = metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }
  for await (const { type, object } of client.watch(kind, { ...from, signal: to.signal })) {
    if (type === 'DELETED') to.forget(`${kind.kind}/${object.metadata.namespace}/${object.metadata.name}`)
    else if (type !== 'BOOKMARK') to.note(object)
  }
}

/** A line for each new outcome: Ready became True or False, or its message changed. */
function tellOutcome(
  object: KubeObject,
  to: Stage & { readonly key: string; readonly told: Map<string, string> },
): void {
  const status = object.status as { readonly conditions?: readonly Condition[] } | undefined
  const ready = status?.conditions?.find(condition => condition.type === 'Ready')
  if (!ready || ready.status === 'Unknown' || isWaiting(ready)) return
  const outcome = `${ready.status} ${ready.message}`
  if (to.told.get(to.key) === outcome) return
  to.told.set(to.key, outcome)
  to.narrator.happened(
    performance.now() - to.started,
    `${object.kind}/${object.metadata.name}`,
    ready.message,
    ready.status === 'True',
  )
}

/** Reasons of a False Ready where nothing is wrong: something else must come first, and tells of itself. */
const waitingReasons = ['DependencyNotReady', 'SourceNotReady', 'NoSourceArtifact']

function isWaiting({ reason, message }: Condition): boolean {
  return waitingReasons.includes(reason) || message.startsWith('Source artifact not found')
}

function tellWhatToTry({ narrator, started, gitUrl, kubeconfig }: Stage): void {
  narrator.title(
    `Everything is Ready after ${formatMs(performance.now() - started)}. Try it, in another terminal:`,
  )
  narrator.command(
    `git clone ${gitUrl} tea-house && cd tea-house && sed -i.bak 's/Welcome to/Tea is served in/' apps/base/greeting.yaml && rm apps/base/greeting.yaml.bak && git -c user.name=me -c user.email=me@example.com commit -qam 'A warmer greeting' && git push -q && cd -`,
    'change a file and push: what it changes appears here a moment later',
  )
  narrator.command(
    'npx sluice get all -A',
    'every source, Kustomization and HelmRelease, with the revision it is at',
  )
  narrator.command('npx sluice tree kustomization staging', 'what one Kustomization manages')
  narrator.command('npx sluice events -A', 'what happened, in order')
  narrator.command(
    `kubectl --kubeconfig ${kubeconfig} get pods -A`,
    'the cluster as any Kubernetes client sees it',
  )
  narrator.command(
    `kubectl --kubeconfig ${kubeconfig} -n staging delete deployment web`,
    'drift: it comes back, because Git says so',
  )
  narrator.line('\nCtrl-C ends the sandbox. What happens from now on:\n')
}
