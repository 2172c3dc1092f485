/** A number from zero up to, and without, `limit` (a safe integer above zero), each as likely as any other. */
export function randomBelow(randomBytes: (count: number) => Uint8Array, limit: number): number {
  const range = 2 ** 53
  // Numbers of the last, incomplete run of `limit` would come up too often.
  const usable = range - (range % limit)
  for (;;) {
    const bytes = randomBytes(7)
    let value = (bytes[0] ?? 0) & 0x1f
    for (let i = 1; i < 7; i++) value = value * 256 + (bytes[i] ?? 0)
    if (value < usable) return value % limit
  }
}
