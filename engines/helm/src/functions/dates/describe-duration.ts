import { hour, type Nanoseconds, second } from './duration.ts'

const day = 24n * hour

const units: readonly (readonly [suffix: string, size: Nanoseconds])[] = [
  ['y', 365n * day],
  ['mo', 30n * day],
  ['d', day],
  ['h', hour],
  ['m', 60n * second],
  ['s', second],
]

/** A duration in the largest unit that it is longer than, without its sign: `2h`, `3mo`; `0s` up to a second. */
export function describeDuration(duration: Nanoseconds): string {
  const size = duration < 0n ? -duration : duration
  const unit = units.find(([, length]) => size > length)
  return unit ? `${size / unit[1]}${unit[0]}` : '0s'
}
