const pattern = /^v(\d+)(?:(alpha|beta)(\d+))?$/

/** Kubernetes' order of versions: v2, v1, v2beta1, v1beta1, v1alpha1, then other names alphabetically. */
export function compareVersions(a: string, b: string): number {
  const left = pattern.exec(a)
  const right = pattern.exec(b)
  if (!left || !right) {
    if (left) return -1
    if (right) return 1
    return a < b ? -1 : a > b ? 1 : 0
  }
  const stability = rank(right[2]) - rank(left[2])
  if (stability !== 0) return stability
  return Number(right[1]) - Number(left[1]) || Number(right[3] ?? 0) - Number(left[3] ?? 0)
}

function rank(stage: string | undefined): number {
  if (stage === undefined) return 2
  return stage === 'beta' ? 1 : 0
}
