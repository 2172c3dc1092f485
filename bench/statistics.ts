/** Minimum, median, 95th percentile and maximum of some figures. */
export function summarize(figures: readonly number[]): {
  readonly min: number
  readonly p50: number
  readonly p95: number
  readonly max: number
} {
  const sorted = [...figures].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) /
    10
  return { min: at(0), p50: at(0.5), p95: at(0.95), max: at(1) }
}
