import type { FlowEvent } from '@sluice/base/flow'
import type { Clock } from './clock.ts'
import type { AnyObject, Severity } from './run.ts'

/** An event about an object, before it is put into anyone's form. */
export interface EventFacts {
  readonly object: AnyObject
  readonly severity: Severity
  readonly reason: string
  readonly message: string
  /** Keys with their group. */
  readonly metadata: Readonly<Record<string, string>>
  /** Source component, such as `kustomize-controller`. */
  readonly controller: string
}

/** Takes events; never blocks and never throws. */
export interface EventSink {
  emit(event: EventFacts): void
  /** Resolves when what was taken is delivered, or given up. */
  flush(): Promise<void>
}

const messageLimit = 39_000
const annotationPrefix = 'event.toolkit.fluxcd.io/'

/** Hands each event to several sinks. */
export function everySink(sinks: readonly EventSink[]): EventSink {
  return {
    emit: event => {
      for (const sink of sinks) sink.emit(event)
    },
    flush: async () => {
      await Promise.all(sinks.map(sink => sink.flush()))
    },
  }
}

/** The metadata of an event: the reconciler's, and what the object's own annotations add or override. */
export function eventMetadata(
  object: AnyObject,
  group: string,
  values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {}
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') metadata[`${group}/${key}`] = value
  }
  for (const [key, value] of Object.entries(object.metadata.annotations ?? {})) {
    if (key.startsWith(annotationPrefix)) metadata[key] = value
  }
  return metadata
}

/** The event in the form that is posted to the notification address. */
export function flowEventOf(event: EventFacts, instance: string, clock: Clock): FlowEvent {
  const { apiVersion, kind, metadata } = event.object
  const { name, namespace = '', uid, resourceVersion } = metadata
  return {
    involvedObject: {
      apiVersion,
      kind,
      name,
      namespace,
      ...(uid ? { uid } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
    },
    severity: event.severity,
    timestamp: new Date(clock.now()).toISOString(),
    message: event.message.slice(0, messageLimit),
    reason: event.reason,
    ...(Object.keys(event.metadata).length > 0 ? { metadata: event.metadata } : {}),
    reportingController: event.controller,
    ...(instance ? { reportingInstance: instance } : {}),
  }
}
