import type { Registry } from 'prom-client'

/** Names an object in a metric. */
export interface ObjectLabels {
  readonly kind: string
  readonly name: string
  readonly namespace: string
}

/** Counts what the runtime does, in Prometheus' form. */
export interface Metrics {
  /** A reconciliation ended. */
  reconciled(
    controller: string,
    labels: ObjectLabels,
    seconds: number,
    result: 'success' | 'error' | 'requeue',
  ): void
  /** Workers busy on a controller's objects, and keys that wait for one. */
  load(controller: string, active: number, waiting: number, workers: number): void
  /** The object is gone: its series end. */
  forget(labels: ObjectLabels): void
  /** The exposition text and its content type. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>
  readonly registry: Registry
}

/** Ten buckets from 10 ms to 30 minutes, each 3.8 times the one before. */
const objectBuckets = Array.from({ length: 10 }, (_, i) => 0.01 * (1800 / 0.01) ** (i / 9))
const objectLabels = ['kind', 'name', 'namespace'] as const

/** Registers the metrics. Loads prom-client when called, as a command line has no need of it. */
export async function createMetrics(): Promise<Metrics> {
  const { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'gotk_reconcile_duration_seconds',
    help: 'The duration in seconds of a GitOps Toolkit resource reconciliation.',
    labelNames: objectLabels,
    buckets: objectBuckets,
    registers,
  })
  const total = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Total number of reconciliations per controller',
    labelNames: ['controller', 'result'] as const,
    registers,
  })
  const errors = new Counter({
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Total number of reconciliation errors per controller',
    labelNames: ['controller'] as const,
    registers,
  })
  const time = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'Length of time per reconciliation per controller',
    labelNames: ['controller'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  const gauge = (name: string, help: string, label: 'controller' | 'name') =>
    new Gauge({ name, help, labelNames: [label], registers })
  const active = gauge(
    'controller_runtime_active_workers',
    'Number of currently used workers per controller',
    'controller',
  )
  const workers = gauge(
    'controller_runtime_max_concurrent_reconciles',
    'Maximum number of concurrent reconciles per controller',
    'controller',
  )
  const depth = gauge('workqueue_depth', 'Current depth of workqueue by workqueue', 'name')
  return {
    registry,
    reconciled: (controller, labels, seconds, result) => {
      duration.observe({ ...labels }, seconds)
      time.observe({ controller }, seconds)
      total.inc({ controller, result: result === 'requeue' ? 'requeue_after' : result })
      if (result === 'error') errors.inc({ controller })
    },
    load: (controller, busy, waiting, limit) => {
      active.set({ controller }, busy)
      workers.set({ controller }, limit)
      depth.set({ name: controller }, waiting)
    },
    forget: labels => duration.remove({ ...labels }),
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  }
}
