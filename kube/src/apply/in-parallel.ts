/**
 * Maps items with so many calls at a time; results are in the items' order. After the first error no further call is
 * begun, and that error is thrown once those under way have ended.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const errors: unknown[] = []
  let next = 0
  const worker = async () => {
    for (let i = next++; i < items.length && errors.length === 0; i = next++) {
      try {
        results[i] = await work(items[i] as T, i)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  if (errors.length > 0) throw errors[0]
  return results
}
