/**
 * What `preview` tells of two commits is what then happens: a cluster gets the first, and then the second, and what
 * changed in it, was made and went is compared with what was told; so is every object with what was expected of it.
 * @module
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differencesOf, expectedOf, previewOf, unexpectedIn } from './preview/expectation.ts'
import type { Files, Unit } from './preview/files.ts'
import { kustomization } from './preview/files.ts'
import { kustomizationUnits } from './preview/kustomization-units.ts'
import { releaseUnits } from './preview/release-units.ts'
import { startWorld } from './preview/world.ts'
import { randomFrom } from './support/random.ts'

const seed = Number(process.env['SLUICE_SEED'] === 'random' ? Date.now() % 100_000 : 7)
const units = [...kustomizationUnits, ...releaseUnits]
const root: Files = {
  'clusters/prod/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: fleet}\n',
  'clusters/prod/releases.yaml': kustomization('releases', 'releases'),
  'releases/first.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: releases, namespace: fleet}\n',
}

/** The repository with each unit in the state that is chosen for it. */
function repository(choose: (unit: Unit) => 0 | 1): Files {
  return Object.assign({}, root, ...units.map(unit => unit.states[choose(unit)]))
}

async function compare(first: Files, second: Files, unready: readonly string[]): Promise<void> {
  const world = await startWorld()
  try {
    const before = await world.push(first)
    const after = await world.push(second, unready)
    const { base, head, changes } = await previewOf(world.root)
    assert.deepEqual(expectedOf(changes), differencesOf(before, after), 'what changes')
    assert.deepEqual(unexpectedIn(before, base), [], 'content of the first commit')
    assert.deepEqual(unexpectedIn(after, head), [], 'content of the second commit')
  } finally {
    await world.stop()
  }
}

test('preview tells what happens when everything changes', async () => {
  const unready = units.flatMap(unit => unit.unready ?? [])
  await compare(
    repository(() => 0),
    repository(() => 1),
    unready,
  )
})

test(`preview tells what happens when some things change, and others change back (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  // A state in which something cannot be Ready is no place to start from: nobody knows what the cluster has then.
  const pairs = new Map(
    units.map(unit => [
      unit,
      unit.unready || isSuspending(unit) ? ([0, 0] as const) : ([coin(random), coin(random)] as const),
    ]),
  )
  const at = (index: 0 | 1) => repository(unit => pairs.get(unit)?.[index] ?? 0)
  await compare(at(0), at(1), [])
})

/** What a suspended owner has left in a cluster does not follow from files either. */
function isSuspending({ states: [, second] }: Unit): boolean {
  return Object.values(second).some(text => /suspend: true|IfNotPresent/.test(text))
}

function coin(random: () => number): 0 | 1 {
  return random() < 0.5 ? 0 : 1
}
