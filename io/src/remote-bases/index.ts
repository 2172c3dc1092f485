/** Bases of kustomizations that are elsewhere. @module */
export { type RemoteBasesOptions, remoteBases } from './remote-bases.ts'
