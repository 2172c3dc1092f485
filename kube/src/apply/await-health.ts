import type { ObjectRef } from '@sluice/base/flow'
import type { Cluster } from './cluster.ts'
import { HealthCheckFailed } from './errors.ts'
import type { AwaitHealthOptions, AwaitTerminationOptions } from './options.ts'

/** Waits until every object is Current. @throws HealthCheckFailed on the first failed one, or when time is up */
export function awaitHealth(
  _cluster: Cluster,
  _refs: readonly ObjectRef[],
  _options: AwaitHealthOptions,
): Promise<void> {
  return Promise.reject(new HealthCheckFailed('awaitHealth is not built yet'))
}

/** Waits until every object is gone; returns those that are not when time is up. */
export function awaitTermination(
  _cluster: Cluster,
  refs: readonly ObjectRef[],
  _options: AwaitTerminationOptions,
): Promise<readonly ObjectRef[]> {
  return Promise.resolve(refs)
}
