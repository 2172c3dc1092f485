/**
 * The sandbox: a whole GitOps loop in one process, with an embedded Kubernetes API server, a Git server, every
 * controller, and a sample repository whose first commit is already flowing.
 * @module
 */

export { detachSandbox } from './detach.ts'
export { sandboxDown, sandboxReset } from './down.ts'
export { type Narrator, narratorTo } from './narrator.ts'
export { type SandboxStatus, sandboxStatus } from './status.ts'
export { type Sandbox, type SandboxOptions, sandboxUp } from './up.ts'
