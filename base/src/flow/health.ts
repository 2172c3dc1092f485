/** kstatus: what an object's status says of its progress. */
export type HealthStatus = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown'

/** The health of one object, with the sentence that explains it. */
export interface Health {
  readonly status: HealthStatus
  readonly message: string
}
