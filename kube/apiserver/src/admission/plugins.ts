import type { AdmissionPlugin } from './chain.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'

/** In the order they run. */
export const admissionPlugins: readonly AdmissionPlugin[] = [namespaceLifecycle]
