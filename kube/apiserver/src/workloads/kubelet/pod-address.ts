/** Addresses of the Pods that are played. Nobody listens there. @module */

/** The network of the node's Pods. */
export const podNetwork = '10.244.0.0/16'

/** The address of a Pod, which follows from its uid. */
export function podAddress(uid: string): string {
  const bits = Number.parseInt(uid.replaceAll('-', '').slice(0, 4), 16)
  return `10.244.${bits >> 8}.${1 + ((bits & 255) % 254)}`
}

/** Whether an address is one of theirs. */
export function isPodAddress(address: string): boolean {
  return address.startsWith('10.244.')
}
