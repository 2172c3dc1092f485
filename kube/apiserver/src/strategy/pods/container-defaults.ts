/** Defaults of containers, probes and what they refer to. @module */
import { child, children, type Draft, ensure, fill } from '../values/draft.ts'
import { textAt } from '../values/read.ts'

/** Fills in what a container (also an init or ephemeral one) leaves open. */
export function defaultContainer(container: Draft): void {
  fill(container, 'imagePullPolicy', pullPolicyOf(textAt(container, 'image')))
  fill(container, 'terminationMessagePath', '/dev/termination-log')
  fill(container, 'terminationMessagePolicy', 'File')
  ensure(container, 'resources')
  for (const port of children(container, 'ports')) fill(port, 'protocol', 'TCP')
  for (const variable of children(container, 'env')) {
    const source = child(variable, 'valueFrom')
    if (source) defaultFieldSource(source)
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    defaultProbe(child(container, probe))
  const lifecycle = child(container, 'lifecycle')
  for (const hook of ['postStart', 'preStop']) {
    const handler = lifecycle && child(lifecycle, hook)
    if (handler) defaultHandler(handler)
  }
}

/** What a reference to an image looks like: parts in small letters, then a tag or a digest. */
const imageForm =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@.*)?$/

const maxReference = 255

/** A moving tag is pulled always, a fixed one or a digest if it is not there. */
export function pullPolicyOf(image: string): string {
  if (image.includes('@') || image.length > maxReference || !imageForm.test(image)) return 'IfNotPresent'
  const name = image.slice(image.lastIndexOf('/') + 1)
  const colon = name.indexOf(':')
  const tag = colon < 0 ? 'latest' : name.slice(colon + 1)
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

/** A reference to a field of the Pod says in which API version; a resource is divided by nothing; a file must be there. */
export function defaultFieldSource(source: Draft): void {
  const field = child(source, 'fieldRef')
  if (field) fill(field, 'apiVersion', 'v1')
  const resource = child(source, 'resourceFieldRef')
  if (resource) fill(resource, 'divisor', '0')
  const file = child(source, 'fileKeyRef')
  if (file) fill(file, 'optional', false)
}

function defaultProbe(probe: Draft | undefined): void {
  if (!probe) return
  fill(probe, 'timeoutSeconds', 1)
  fill(probe, 'periodSeconds', 10)
  fill(probe, 'successThreshold', 1)
  fill(probe, 'failureThreshold', 3)
  defaultHandler(probe)
}

function defaultHandler(handler: Draft): void {
  const http = child(handler, 'httpGet')
  if (http) {
    fill(http, 'path', '/')
    fill(http, 'scheme', 'HTTP')
  }
  const grpc = child(handler, 'grpc')
  if (grpc) fill(grpc, 'service', '')
}
