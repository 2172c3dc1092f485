/** A Git server in process, with pushes: for the sandbox and for tests. @module */
export { type GitServer, type GitServerOptions, type Push, startGitServer } from './git-server.ts'
