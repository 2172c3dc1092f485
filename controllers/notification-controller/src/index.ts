/** The notification controller: webhooks that wake resources early. @module */
export { clusterDeps } from './receiver/cluster-deps.ts'
export { receiverReconciler } from './receiver/reconciler.ts'
export { type ReceiverServer, type ReceiverServerOptions, startReceiverServer } from './receiver/server.ts'
