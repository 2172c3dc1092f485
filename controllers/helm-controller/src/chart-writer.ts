import { HelmChart } from '@sluice/api/source'
import { isJsonObject } from '@sluice/base/json'
import { hasDrifted } from '@sluice/kube/apply'
import { isNotFound, type KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import type { Manager } from '@sluice/kube/runtime'
import type { SourceObject } from './helm-release/deps.ts'

const fieldManager = 'helm-controller'

/** Writes HelmCharts, and knows those that were just made until the cache does. */
export class ChartWriter {
  readonly #client: KubeClient
  readonly #manager: Manager
  readonly #made = new Map<string, HelmChart>()

  constructor(client: KubeClient, manager: Manager) {
    this.#client = client
    this.#manager = manager
  }

  /** A chart that was made so lately that no watch has told of it. */
  justMade(namespace: string, name: string): SourceObject | undefined {
    return this.#made.get(`${namespace}/${name}`) as unknown as SourceObject | undefined
  }

  /** Writes a HelmChart where that changes it, and lets the cache know at once. */
  async apply(chart: HelmChart): Promise<'created' | 'configured' | 'unchanged'> {
    const { namespace = '', name } = chart.metadata
    const charts = this.#manager.cache(HelmChart)
    const cached = charts.get(namespace, name)
    if (cached) this.#made.delete(`${namespace}/${name}`)
    if (cached && isSame(chart, cached)) return 'unchanged'
    const before = await this.#client.find(HelmChart, namespace, name)
    if (before && !hasDrifted(before, await this.#write(chart, true))) return 'unchanged'
    const after = (await this.#write(chart, false)) as unknown as HelmChart
    if (before) charts.observe(after)
    else this.#made.set(`${namespace}/${name}`, after)
    return before ? 'configured' : 'created'
  }

  /** Deletes a HelmChart; false if it was gone. */
  async remove(namespace: string, name: string): Promise<boolean> {
    this.#made.delete(`${namespace}/${name}`)
    try {
      await this.#client.delete(HelmChart, namespace, name)
      return true
    } catch (error) {
      if (isNotFound(error)) return false
      throw error
    }
  }

  #write(chart: HelmChart, dryRun: boolean): Promise<KubeObject> {
    const options = { fieldManager, force: true, ...(dryRun ? { dryRun } : {}) }
    return this.#client.apply(chart as unknown as KubeObject, options)
  }
}

/** Whether everything that is wanted is there already. */
function isSame(wanted: unknown, live: unknown): boolean {
  if (!isJsonObject(wanted) || !isJsonObject(live)) return JSON.stringify(wanted) === JSON.stringify(live)
  return Object.entries(wanted).every(([key, value]) => value === undefined || isSame(value, live[key]))
}
