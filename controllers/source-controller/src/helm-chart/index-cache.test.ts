import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RepositoryIndex } from '@sluice/helm'
import { createIndexCache } from './index-cache.ts'

const index = { generated: '', entries: {} } as RepositoryIndex

/** What was read of the digests asked for at those times. */
async function readOf(size: number, asked: readonly (readonly [time: number, digest: string])[]) {
  let time = 0
  const read: string[] = []
  const cache = createIndexCache({ size, ttl: 10, purgeInterval: 5 }, () => time)
  for (const [at, digest] of asked) {
    time = at
    await cache.get(digest, async () => {
      read.push(`${digest}@${at}`)
      return index
    })
  }
  return read
}

const cases = [
  {
    does: 'reads each time where nothing is kept',
    size: 0,
    asked: [
      [0, 'a'],
      [1, 'a'],
    ],
    reads: ['a@0', 'a@1'],
  },
  {
    does: 'reads once while it is asked for',
    size: 1,
    asked: [
      [0, 'a'],
      [9, 'a'],
      [18, 'a'],
    ],
    reads: ['a@0'],
  },
  {
    does: 'reads again after its time',
    size: 1,
    asked: [
      [0, 'a'],
      [10, 'a'],
    ],
    reads: ['a@0', 'a@10'],
  },
  {
    does: 'lets the one go that was not asked for longest',
    size: 2,
    asked: [
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
      [3, 'c'],
      [4, 'a'],
      [5, 'b'],
    ],
    reads: ['a@0', 'b@1', 'c@3', 'b@5'],
  },
] as const
for (const { does, size, asked, reads } of cases) {
  test(`createIndexCache() ${does}`, async () => assert.deepEqual(await readOf(size, asked), reads))
}
