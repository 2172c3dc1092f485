/** Keeps secrets out of messages. @module */
export { redact } from './redact.ts'
