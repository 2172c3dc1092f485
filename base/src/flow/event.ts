/** An event as Flux posts it to the notification address (group `event.toolkit.fluxcd.io`). */
export interface FlowEvent {
  readonly involvedObject: {
    readonly apiVersion: string
    readonly kind: string
    readonly name: string
    readonly namespace: string
    readonly uid?: string
    readonly resourceVersion?: string
  }
  readonly severity: 'info' | 'error' | 'trace'
  /** RFC 3339. */
  readonly timestamp: string
  readonly message: string
  readonly reason: string
  /** Keys are prefixed with the emitter's API group, such as `kustomize.toolkit.fluxcd.io/revision`. */
  readonly metadata?: Readonly<Record<string, string>>
  readonly reportingController: string
  readonly reportingInstance?: string
}
