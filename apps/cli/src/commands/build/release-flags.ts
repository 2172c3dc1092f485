import { type CapabilitiesOptions, parseKubeVersion } from '@sluice/helm/render'
import type { Values } from '../../parser/flags.ts'
import type { chartPlaceFlags } from './chart-place-flags.ts'

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
