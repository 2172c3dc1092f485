/** A Kubernetes API server in this process. @module */
export { rehearseStart } from './server/rehearse.ts'
export { type ApiServer, type ApiServerOptions, startApiServer } from './server/start.ts'
