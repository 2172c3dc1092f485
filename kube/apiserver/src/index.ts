/** A Kubernetes API server in this process. @module */
export { type ApiServer, type ApiServerOptions, startApiServer } from './server/start.ts'
