/**
 * Is this object ready? The rules of kstatus: what all objects have in common, then a rule per kind (kinds/, a file
 * each), then the Ready condition.
 * @module
 */
export { computeHealth, type HealthContext, healthWithPods } from './compute-health.ts'
