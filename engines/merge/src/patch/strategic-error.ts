/** A strategic merge patch that cannot be applied, in the words of Kubernetes. */
export class StrategicPatchError extends Error {
  /** Whether the patch itself is malformed, rather than unfit for what it is applied to. */
  readonly isMalformed: boolean

  constructor(message: string, isMalformed = false) {
    super(message)
    this.name = 'StrategicPatchError'
    this.isMalformed = isMalformed
  }
}
