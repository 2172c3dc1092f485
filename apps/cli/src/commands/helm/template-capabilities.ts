import { Capabilities, parseKubeVersion } from '@sluice/helm/render'
import type { TemplateContext } from './template.ts'

/** What the flags say of the cluster; with `--dry-run=server` what the cluster says. */
export async function templateCapabilities(context: TemplateContext): Promise<Capabilities> {
  const { flags } = context
  const kubeVersion = flags['kube-version'] ? { kubeVersion: readVersion(flags['kube-version']) } : {}
  if (asksServer(context)) {
    const { clusterCapabilities } = await import('./cluster-lookup.ts')
    return clusterCapabilities(await context.client(), context.signal)
  }
  return new Capabilities({ ...kubeVersion, extraApiVersions: flags['api-versions'] })
}

/** Whether to talk to the cluster. */
export function asksServer({ flags }: TemplateContext): boolean {
  const mode = flags['dry-run']
  if (!['client', 'server', 'true', 'unset'].includes(mode)) {
    throw new Error(`invalid dry-run value (${JSON.stringify(mode)}). Must be "server" or "client"`)
  }
  return flags.validate || mode === 'server'
}

function readVersion(text: string) {
  try {
    return parseKubeVersion(text)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`invalid kube version '${text}': ${error.message}`)
  }
}
