/** What requests and tolerations of claims are where they do not say. @module */
import { child, children, type Draft } from '../values/draft.ts'

/** Fills in a claim's spec. */
export function defaultClaimSpec(spec: Draft): void {
  const devices = child(spec, 'devices')
  if (!devices) return
  for (const request of children(devices, 'requests')) {
    const exactly = child(request, 'exactly')
    if (exactly) defaultAsk(exactly)
    for (const alternative of children(request, 'firstAvailable')) defaultAsk(alternative)
  }
}

function defaultAsk(request: Draft): void {
  if (!request['allocationMode']) request['allocationMode'] = 'ExactCount'
  if (request['allocationMode'] === 'ExactCount' && !request['count']) request['count'] = 1
  defaultTolerations(request)
}

/** A toleration compares, unless it says otherwise. */
export function defaultTolerations(owner: Draft): void {
  for (const toleration of children(owner, 'tolerations')) {
    if (!toleration['operator']) toleration['operator'] = 'Equal'
  }
}
