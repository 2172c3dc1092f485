/**
 * ArtifactGenerator: makes artifacts out of the artifacts of other sources, and ExternalArtifacts that lead to them.
 *
 * Read this file first. Each step is a function in a file named after what it does. Where neither the sources nor what
 * was made of them has changed, nothing is fetched and nothing written.
 * @module
 */
import { ArtifactGenerator, generatorFinalizer, Reason, reconcileAnnotation } from '@sluice/api/extensions'
import { defineReconciler, type Ready, type Reconciler, type Run, ready } from '@sluice/kube/runtime'
import { buildArtifact } from './build.ts'
import type { Deps } from './deps.ts'
import { detectDrift } from './drift.ts'
import { artifactOf, type Inventory, type InventoryItem, minus } from './inventory.ts'
import { expandPattern } from './path-pattern.ts'
import { isListed, publish, withdraw } from './publish.ts'
import { digestOfSources, doing, fetchSources, observeSources } from './sources.ts'
import { validateSpec } from './validate.ts'
import { indexes, watches } from './watches.ts'

/** Each stage says what it is doing (progress) and how it fails (Ready's reason). */
const stages = {
  validate: { failsWith: Reason.ValidationFailed },
  observe: { failsWith: Reason.SourceFetchFailed },
  drift: { failsWith: Reason.ReconciliationFailed },
  fetch: { doing, failsWith: Reason.SourceFetchFailed },
  build: { doing, failsWith: Reason.BuildFailed },
  prune: { doing, failsWith: Reason.ReconciliationFailed },
} as const

export type GeneratorRun = Run<ArtifactGenerator, keyof typeof stages>

/** There is no interval in the spec. */
const interval = 3_600_000

export function artifactGeneratorReconciler(deps: Deps): Reconciler<ArtifactGenerator> {
  return defineReconciler({
    kind: ArtifactGenerator,
    controller: 'source-watcher',
    finalizer: generatorFinalizer,
    stages,
    policy: { observes: 'never', interval: () => interval, progressingMessage: doing },
    indexes,
    watches,

    async reconcile(generator, run) {
      if (isDisabled(generator)) return paused(generator, run)
      await run.stage('validate', () => validateSpec(generator, deps))
      const sources = await run.stage('observe', () => observeSources(generator, run, deps))
      const digest = digestOfSources(sources)
      const drift = await run.stage('drift', () => detectDrift(generator, digest, deps, run.signal))
      if (drift === undefined) return upToDate(generator, run)

      const trees = await run.stage('fetch', () => fetchSources(sources, deps, run.signal))
      const made = await run.stage('build', async () => {
        const items: InventoryItem[] = []
        for (const request of expandPattern(generator, trees)) {
          const artifact = await buildArtifact(generator, request.artifact, { sources, trees }, deps.store)
          items.push(await publish(generator, { request, artifact }, run, deps))
        }
        return items
      })
      const stale = minus(generator.status?.inventory ?? [], made)
      // What is to go stays on record until it is gone: a crash in between must not orphan it.
      await run.record({ inventory: listed([...made, ...stale]) })
      if (stale.length > 0) await run.save()
      await run.stage('prune', async () => {
        await withdraw(stale, run.signal, deps)
        for (const item of made) await deps.store.collectGarbage(artifactOf(item))
      })
      await run.record({ inventory: listed(made), observedSourcesDigest: digest })
      return succeeded(generator, made, run)
    },

    async finalize(generator, run) {
      await withdraw(generator.status?.inventory ?? [], run.signal, deps)
    },
  })
}

/** An empty list is not written. */
function listed(inventory: Inventory): Inventory | undefined {
  return inventory.length > 0 ? inventory : undefined
}

function isDisabled({ metadata }: ArtifactGenerator): boolean {
  return metadata.annotations?.[reconcileAnnotation]?.toLowerCase() === 'disabled'
}

/** The conditions stay as they are; an object without any says why. */
function paused(generator: ArtifactGenerator, run: GeneratorRun): Ready {
  run.announce('Reconciliation is disabled', { severity: 'trace', reason: Reason.ReconciliationDisabled })
  return (
    asBefore(generator) ?? ready(Reason.ReconciliationDisabled, 'Initialized with reconciliation suspended')
  )
}

function upToDate(generator: ArtifactGenerator, run: GeneratorRun): Ready {
  const count = generator.status?.inventory?.length ?? 0
  const message = `No drift detected, ${count} artifact(s) up to date`
  run.announce(message, { severity: 'trace', reason: 'Ready' })
  return asBefore(generator) ?? ready(Reason.Succeeded, message)
}

function asBefore({ status }: ArtifactGenerator): Ready | undefined {
  const condition = status?.conditions?.find(({ type }) => type === 'Ready')
  return condition?.status === 'True' ? ready(condition.reason, condition.message) : undefined
}

function succeeded(generator: ArtifactGenerator, made: Inventory, run: GeneratorRun): Ready {
  const message = `reconciliation succeeded, generated ${made.length} artifact(s)`
  run.announce(message, { severity: 'trace', reason: 'Ready' })
  const changed = made.filter(item => !isListed(item, generator.status?.inventory ?? []))
  if (changed.length > 0) {
    const names = changed.map(({ namespace, name, digest }) => `${namespace}/${name} (${digest})`).join('\n')
    run.announce(`external artifacts reconciled: ${names}`, { reason: 'Ready' })
  }
  return ready(Reason.Succeeded, message)
}
