/** Gives the token that was got first: one fetch of a bucket is over long before a token is. */
export function onceToken(
  get: (signal: AbortSignal) => Promise<{ readonly token: string }>,
): (signal: AbortSignal) => Promise<string> {
  let got: ReturnType<typeof get> | undefined
  return async signal => (await (got ??= get(signal))).token
}
