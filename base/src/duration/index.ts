/** Go's durations (`1h30m`, `250ms`). @module */
export { formatDuration, parseDuration } from './duration.ts'
