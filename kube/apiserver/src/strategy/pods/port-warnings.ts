/** Ports that are told twice, or of a host without one. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectsAt, textAt } from '../values/read.ts'

interface PlacedPort {
  readonly field: string
  readonly name: string
  readonly number: number
  readonly protocol: string
  readonly hostPort: number
  readonly hostIp: string
}

/** Warnings of the ports of all containers of a Pod. */
export function portWarnings(
  containers: readonly { readonly container: JsonObject; readonly field: string }[],
): readonly string[] {
  const ports = containers.flatMap(({ container, field }) =>
    objectsAt(container, 'ports').map((port, i) => placed(port, `${field}.ports[${i}]`)),
  )
  return [
    ...ports.flatMap((port, i) => [...hostWarnings(port), ...clashes(port, ports.slice(0, i))]),
    ...ports.flatMap((port, i) => sameName(port, ports.slice(0, i))),
  ]
}

function placed(port: JsonObject, field: string): PlacedPort {
  return {
    field,
    name: textAt(port, 'name'),
    number: numberAt(port, 'containerPort') ?? 0,
    protocol: textAt(port, 'protocol'),
    hostPort: numberAt(port, 'hostPort') ?? 0,
    hostIp: textAt(port, 'hostIP'),
  }
}

function hostWarnings({ field, name, number, protocol, hostPort, hostIp }: PlacedPort): readonly string[] {
  if (hostIp === '' || hostPort !== 0) return []
  const shown = `{Name:${name} HostPort:0 ContainerPort:${number} Protocol:${protocol} HostIP:${hostIp}}`
  return [`${field}: hostIP set without hostPort: ${shown}`]
}

function clashes(port: PlacedPort, before: readonly PlacedPort[]): readonly string[] {
  return before
    .filter(other => other.number === port.number && other.protocol === port.protocol)
    .flatMap(other => {
      const how = clash(port, other)
      return how === undefined ? [] : [`${port.field}: ${how} port definition with ${other.field}`]
    })
}

function clash(port: PlacedPort, other: PlacedPort): string | undefined {
  if (port.hostIp === other.hostIp && port.hostPort === other.hostPort) return 'duplicate'
  if (port.hostPort === 0 || other.hostPort === 0) return 'overlapping'
  if (port.hostPort !== other.hostPort) return undefined
  return (port.hostIp === '') === (other.hostIp === '') ? undefined : 'dangerously ambiguous'
}

function sameName(port: PlacedPort, before: readonly PlacedPort[]): readonly string[] {
  const first = port.name === '' ? undefined : before.find(other => other.name === port.name)
  if (!first) return []
  const use = `services and probes that select ports by name will use ${first.field}`
  return [`${port.field}: duplicate port name ${JSON.stringify(port.name)} with ${first.field}, ${use}`]
}
