/** Alert: which events go to a provider. @module */
import {
  ageColumn,
  choice,
  defineKind,
  list,
  localReference,
  object,
  required,
  string,
  stringMap,
  suspend,
  type TypeOf,
} from '../schema/index.ts'
import { notificationGroup, objectsMembers } from './group.ts'

const spec = object('Which events, and where to', {
  providerRef: required(localReference('The Provider')),
  eventSeverity: choice('`error` sends errors only', ['info', 'error'], { default: 'info' }),
  eventSources: required(list('Objects whose events are sent', object('Some objects', objectsMembers))),
  inclusionList: list('Send only events whose message matches one of these', string('A regular expression')),
  exclusionList: list('Send no events whose message matches one of these', string('A regular expression')),
  eventMetadata: stringMap('Text to add to each event'),
  summary: string('Replaced by `eventMetadata.summary`', { maxLength: 255 }),
  suspend,
})

/** Sends events to a provider. */
export const Alert = defineKind({
  ...notificationGroup,
  version: 'v1beta3',
  kind: 'Alert',
  plural: 'alerts',
  description: 'Sends events about some objects to a provider',
  columns: [ageColumn],
  spec,
})

/** An Alert in a cluster. */
export type Alert = NonNullable<typeof Alert.object>
/** What an Alert asks for. */
export type AlertSpec = TypeOf<typeof spec>
