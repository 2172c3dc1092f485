/**
 * Metrics of HorizontalPodAutoscalers in the form of autoscaling/v1, which annotations hold: other names, and members
 * in the order of their Go types.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** Whether a metric says what is wanted or what is seen. */
export type Side = 'target' | 'current'

interface Source {
  readonly field: string
  /** `v1Name=path.in.v2`, in order; `!` before the sign: a quantity that is always there. */
  readonly target: string
  readonly current: string
}

const identifier = 'metricName=metric.name'
const described = 'target=describedObject'

const sources: Readonly<Record<string, Source>> = {
  Resource: {
    field: 'resource',
    target:
      'name=name targetAverageUtilization=target.averageUtilization targetAverageValue=target.averageValue',
    current:
      'name=name currentAverageUtilization=current.averageUtilization currentAverageValue!=current.averageValue',
  },
  ContainerResource: {
    field: 'containerResource',
    target:
      'name=name targetAverageUtilization=target.averageUtilization targetAverageValue=target.averageValue container=container',
    current:
      'name=name currentAverageUtilization=current.averageUtilization currentAverageValue!=current.averageValue container=container',
  },
  Pods: {
    field: 'pods',
    target: `${identifier} targetAverageValue!=target.averageValue selector=metric.selector`,
    current: `${identifier} currentAverageValue!=current.averageValue selector=metric.selector`,
  },
  Object: {
    field: 'object',
    target: `${described} ${identifier} targetValue!=target.value selector=metric.selector averageValue=target.averageValue`,
    current: `${described} ${identifier} currentValue!=current.value selector=metric.selector averageValue=current.averageValue`,
  },
  External: {
    field: 'external',
    target: `${identifier} metricSelector=metric.selector targetValue=target.value targetAverageValue=target.averageValue`,
    current: `${identifier} metricSelector=metric.selector currentValue!=current.value currentAverageValue=current.averageValue`,
  },
}

interface Member {
  readonly name: string
  readonly path: readonly string[]
  readonly isAlways: boolean
}

function membersOf(source: Source, side: Side): readonly Member[] {
  return source[side].split(' ').map(entry => {
    const [name = '', path = ''] = entry.split('=')
    return { name: name.replace('!', ''), path: path.split('.'), isAlways: name.endsWith('!') }
  })
}

/** A metric of version 2 as version 1 writes it. */
export function metricToV1(metric: JsonObject, side: Side): JsonObject {
  const source = sources[String(metric['type'])]
  if (!source) return metric
  const from = memberAt(metric, source.field)
  const members = membersOf(source, side).flatMap(({ name, path, isAlways }) => {
    const value = path.reduce<JsonValue | undefined>(
      (at, key) => (isJsonObject(at) ? at[key] : undefined),
      from,
    )
    return value === undefined && !isAlways ? [] : [[name, value ?? '0'] as const]
  })
  return { type: metric['type'], [source.field]: Object.fromEntries(members) }
}

/** A metric of version 1 as it is stored. */
export function metricToV2(metric: JsonObject, side: Side): JsonObject {
  const source = sources[String(metric['type'])]
  if (!source) return metric
  const from = memberAt(metric, source.field)
  const to: Record<string, Record<string, JsonValue> | JsonValue> = {}
  const amount: Record<string, JsonValue> = {}
  for (const {
    name,
    path: [first = '', second],
    isAlways,
  } of membersOf(source, side)) {
    const value = from[name] ?? (isAlways ? '0' : undefined)
    if (value === undefined) continue
    if (first === side) amount[second ?? ''] = value
    else if (second === undefined) to[first] = value
    else to[first] = { ...(isJsonObject(to[first]) ? to[first] : {}), [second]: value }
  }
  const goal = side === 'target' ? typed(source.field, amount) : amount
  return { type: metric['type'], [source.field]: { ...to, [side]: goal } }
}

/** What version 1 aims at by what it says. An object's value is there even where its average is meant. */
function typed(field: string, { value, ...amount }: Record<string, JsonValue>): JsonObject {
  const isAverage = amount['averageValue'] !== undefined
  const kept = value === undefined || (field === 'object' && isAverage && value === '0') ? {} : { value }
  const type = amount['averageUtilization'] !== undefined ? 'Utilization' : 'AverageValue'
  const isValue = field === 'object' ? !isAverage : field === 'external' && value !== undefined
  return { type: isValue ? 'Value' : type, ...kept, ...amount }
}

function memberAt(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}
