import { randomInt } from 'node:crypto'
import type { Band } from './ranges.ts'

/** A free number of a band: any from the dynamic part, then any of the rest; undefined where all are taken. */
export function pickFree(band: Band, isTaken: (candidate: bigint) => boolean): bigint | undefined {
  return pickBetween(band.dynamic, band.last, isTaken) ?? pickBetween(band.first, band.dynamic - 1n, isTaken)
}

/** The largest bound of random numbers. */
const most = 2n ** 47n

function pickBetween(
  first: bigint,
  last: bigint,
  isTaken: (candidate: bigint) => boolean,
): bigint | undefined {
  const size = last - first + 1n
  if (size <= 0n) return undefined
  const start = BigInt(randomInt(Number(size < most ? size : most)))
  for (let i = 0n; i < size; i++) {
    const candidate = first + ((start + i) % size)
    if (!isTaken(candidate)) return candidate
  }
  return undefined
}
