import { list, text, toggle } from '../../parser/flags.ts'

/** Flags that say where charts are, and what they see. */
export const chartPlaceFlags = {
  charts: text('folder of charts and chart archives, looked into before repositories'),
  fetch: toggle('fetch charts from repositories and registries'),
  'kube-version': text('Kubernetes version that charts see'),
  'api-versions': list('Kubernetes API versions that charts see, besides the usual ones'),
} as const
