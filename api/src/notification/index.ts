/** The kinds of notification.toolkit.fluxcd.io. @module */
export { Alert, type AlertSpec } from './alert.ts'
export { Provider, type ProviderSpec, type ProviderType, providerTypes } from './provider.ts'
export { Reason } from './reasons.ts'
export { Receiver, type ReceiverSpec, type ReceiverStatus, receiverTypes } from './receiver.ts'
