import { HelmCondition, type HelmRelease } from '@sluice/api/helm'
import { type DigestAlgorithm, digestOf } from '@sluice/base/digest'
import { formatJson, isJsonObject, type JsonValue } from '@sluice/base/json'
import type { Condition } from '@sluice/kube/meta'
import type { Draft } from './draft.ts'
import { specOf } from './spec.ts'

/**
 * Sums the conditions up into Ready: the first of Remediated, TestSuccess (if tests count) and Released that is of the
 * newest generation. Whatever was remedied is not ready. Also notes what the objects were changed with.
 */
export function summarize(draft: Draft): void {
  const { test } = specOf(draft.release)
  if (!test?.enable) draft.unmark(HelmCondition.TestSuccess)
  const counting: readonly string[] =
    test?.enable && !test.ignoreFailures
      ? [HelmCondition.Remediated, HelmCondition.TestSuccess, HelmCondition.Released]
      : [HelmCondition.Remediated, HelmCondition.Released]
  const first = foremost(draft.conditions, counting)
  if (first) {
    const status = first.type === HelmCondition.Remediated ? 'False' : first.status
    draft.assess(status, first.reason, first.message)
  }
  draft.set(observedDigests(draft.release, draft.algorithm))
}

function foremost(conditions: readonly Condition[], counting: readonly string[]): Condition | undefined {
  const known = counting.flatMap(type => conditions.find(condition => condition.type === type) ?? [])
  const newest = Math.max(...known.map(generationOf))
  return known.find(condition => generationOf(condition) === newest)
}

function generationOf({ observedGeneration = 0 }: Condition): number {
  return observedGeneration
}

/** The digests of what changes rendered objects besides chart and values; undefined where the spec has nothing. */
export function observedDigests(
  release: HelmRelease,
  algorithm: DigestAlgorithm,
): {
  readonly observedPostRenderersDigest: string | undefined
  readonly observedCommonMetadataDigest: string | undefined
} {
  const { postRenderers, commonMetadata } = specOf(release)
  return {
    observedPostRenderersDigest: digestOfField(postRenderers, algorithm),
    observedCommonMetadataDigest: digestOfField(commonMetadata, algorithm),
  }
}

function digestOfField(value: unknown, algorithm: DigestAlgorithm): string | undefined {
  if (value === undefined) return undefined
  return digestOf(`${formatJson(sorted(value as JsonValue))}\n`, algorithm)
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map(key => [key, sorted(value[key] ?? null)]))
}
