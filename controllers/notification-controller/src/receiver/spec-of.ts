import type { Receiver, ReceiverSpec } from '@sluice/api/notification'

/** The schema lets an object without a spec pass; such a Receiver wakes nothing. */
const empty: ReceiverSpec = { type: 'generic', interval: '10m', resources: [] }

/** What a Receiver asks for. */
export function specOf(receiver: Receiver): ReceiverSpec {
  return receiver.spec ?? empty
}
