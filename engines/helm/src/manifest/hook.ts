/** When hooks run; `test-success` is an older word for `test`. */
export const hookEvents = [
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
] as const

/** When a hook runs. */
export type HookEvent = (typeof hookEvents)[number]

/** A manifest that runs at certain events instead of being part of the release. */
export interface Hook {
  readonly name: string
  readonly kind: string
  /** The template it comes from. */
  readonly path: string
  readonly manifest: string
  readonly events: readonly HookEvent[]
  readonly weight: number
  /** As written, in lower case: `hook-succeeded`, `hook-failed`, `before-hook-creation`. */
  readonly deletePolicies: readonly string[]
  readonly outputLogPolicies: readonly string[]
}

/** A manifest that is a hook by its annotations; `unknown` if it names an event that Helm does not know. */
export type HookReading =
  | { readonly type: 'hook'; readonly hook: Hook }
  | { readonly type: 'unknown'; readonly events: string }

/** What the annotations of a manifest make of it; undefined if it is no hook. */
export function readHook(
  annotations: Readonly<Record<string, string>>,
  manifest: Pick<Hook, 'name' | 'kind' | 'path' | 'manifest'>,
): HookReading | undefined {
  const written = annotations['helm.sh/hook']
  if (written === undefined) return undefined
  const events: HookEvent[] = []
  for (const word of wordsOf(written)) {
    const event = word === 'test-success' ? 'test' : hookEvents.find(known => known === word)
    if (event === undefined) return { type: 'unknown', events: written }
    events.push(event)
  }
  const hook = {
    ...manifest,
    events,
    weight: weightOf(annotations['helm.sh/hook-weight']),
    deletePolicies: wordsOf(annotations['helm.sh/hook-delete-policy']),
    outputLogPolicies: wordsOf(annotations['helm.sh/hook-output-log-policy']),
  }
  return { type: 'hook', hook }
}

function wordsOf(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').map(word => word.trim().toLowerCase())
}

/** What is no number weighs nothing. */
function weightOf(text: string | undefined): number {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : 0
}
