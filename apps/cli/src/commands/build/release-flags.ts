import { type CapabilitiesOptions, parseKubeVersion } from '@sluice/helm/render'
import { list, text, toggle, type Values } from '../../parser/flags.ts'

/** Flags that say where charts are, and what they see. */
export const chartPlaceFlags = {
  charts: text('folder of charts and chart archives, looked into before repositories'),
  fetch: toggle('fetch charts from repositories and registries'),
  'kube-version': text('Kubernetes version that charts see'),
  'api-versions': list('Kubernetes API versions that charts see, besides the usual ones'),
} as const

/** What charts see of a cluster. @throws ChartError for a version that is none */
export function capabilitiesOf(
  flags: Pick<Values<typeof chartPlaceFlags>, 'kube-version' | 'api-versions'>,
): CapabilitiesOptions {
  const version = flags['kube-version']
  return {
    ...(version ? { kubeVersion: parseKubeVersion(version) } : {}),
    extraApiVersions: flags['api-versions'],
  }
}
