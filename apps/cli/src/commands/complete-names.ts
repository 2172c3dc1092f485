import type { Context } from '../context.ts'
import type { KindRow } from '../kinds/kind-row.ts'

/** Completes names of objects of a kind. */
export function completeNames(row: KindRow): (context: Context, typed: string) => Promise<readonly string[]> {
  return async (context, typed) => {
    const client = await context.client()
    const list = await client.list(await row.load(), { namespace: context.namespace, signal: context.signal })
    return list.items.map(object => object.metadata.name).filter(name => name.startsWith(typed))
  }
}
