/**
 * Starts a server on a port or, where another program has that one, on a free one. The server itself listens: a port
 * that is found free first and listened on later may be taken in between.
 */
export async function listenNear<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port)
  } catch (error) {
    if (!isTaken(error)) throw error
    return start(0)
  }
}

/** Whether a server could not start because another program listens there, or nobody may. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}
