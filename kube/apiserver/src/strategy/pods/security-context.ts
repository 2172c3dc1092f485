/** Validation of the security contexts of Pods and containers. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../status/index.ts'
import { goText, invalidStruct } from '../values/go-form.ts'
import { between } from '../values/numbers.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { windowsOptionErrors } from './windows-options.ts'

const ids: readonly [number, number] = [0, 2147483647]

/** What is wrong with the security context of a container. */
export function* containerSecurityErrors(
  container: JsonObject,
  spec: JsonObject,
  path: string,
): Generator<FieldError> {
  const context = findObject(container, 'securityContext')
  if (!context) return
  if (context['privileged'] === true)
    yield forbiddenField(`${path}.privileged`, 'disallowed by cluster policy')
  yield* between(numberAt(context, 'runAsUser'), ids, `${path}.runAsUser`)
  yield* between(numberAt(context, 'runAsGroup'), ids, `${path}.runAsGroup`)
  const mount = context['procMount']
  if (typeof mount === 'string' && mount !== 'Default' && mount !== 'Unmasked') {
    yield notSupported(`${path}.procMount`, mount, ['Default', 'Unmasked'])
  } else if (mount === 'Unmasked' && spec['hostUsers'] !== false) {
    yield invalid(`${path}.procMount`, mount, '`hostUsers` must be false to use `Unmasked`')
  }
  yield* windowsOptionErrors(context, path)
  yield* profileErrors(context, 'seccompProfile', path)
  yield* escalationErrors(context, path)
  yield* profileErrors(context, 'appArmorProfile', path)
}

function* escalationErrors(context: JsonObject, path: string): Generator<FieldError> {
  if (context['allowPrivilegeEscalation'] !== false) return
  const shown = goText('SecurityContext', context)
  const refuse = (why: string): FieldError => ({
    ...invalid(path, '', `cannot set \`allowPrivilegeEscalation\` to false and ${why}`),
    shown,
  })
  if (context['privileged'] === true) yield refuse('`privileged` to true')
  if (textsAt(objectAt(context, 'capabilities'), 'add').includes('CAP_SYS_ADMIN')) {
    yield refuse('`capabilities.Add` CAP_SYS_ADMIN')
  }
}

function* profileErrors(context: JsonObject, name: string, path: string): Generator<FieldError> {
  const profile = findObject(context, name)
  if (!profile) return
  const kind = name === 'seccompProfile' ? 'seccomp' : 'AppArmor'
  const at = `${path}.${name}`
  const type = textAt(profile, 'type')
  const local = profile['localhostProfile']
  if (!type && kind === 'seccomp' && typeof local === 'string') {
    const why = 'can only be set when seccomp type is Localhost'
    yield invalidStruct(`${at}.localhostProfile`, 'SeccompProfile', profile, why)
  }
  if (!type) yield required(`${at}.type`, `type is required when ${name} is set`)
  else if (type === 'Localhost') {
    if (local === undefined)
      yield required(`${at}.localhostProfile`, `must be set when ${kind} type is Localhost`)
  } else if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (typeof local === 'string') {
      const why = `can only be set when ${kind} type is Localhost`
      if (kind === 'seccomp') yield invalidStruct(`${at}.localhostProfile`, 'SeccompProfile', profile, why)
      else yield invalid(`${at}.localhostProfile`, local, why)
    }
  } else yield notSupported(`${at}.type`, type, ['Localhost', 'RuntimeDefault', 'Unconfined'])
}

/** What is wrong with the security context of a Pod. */
export function* podSecurityErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const context = findObject(spec, 'securityContext')
  if (!context) return
  const at = `${path}.securityContext`
  for (const field of ['fsGroup', 'runAsUser', 'runAsGroup']) {
    yield* between(numberAt(context, field), ids, `${at}.${field}`)
  }
  for (const [i, group] of listAt(context, 'supplementalGroups').entries()) {
    if (typeof group === 'number') yield* between(group, ids, `${at}.supplementalGroups[${i}]`)
  }
  if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
    yield invalid(
      `${path}.shareProcessNamespace`,
      true,
      'ShareProcessNamespace and HostPID cannot both be enabled',
    )
  }
  yield* sysctlErrors(context, spec, at)
  const policy = context['fsGroupChangePolicy']
  if (typeof policy === 'string' && policy !== 'Always' && policy !== 'OnRootMismatch') {
    yield notSupported(`${at}.fsGroupChangePolicy`, policy, ['Always', 'OnRootMismatch'])
  }
  yield* policyErrors(context, at)
  yield* windowsOptionErrors(context, at)
  yield* profileErrors(context, 'seccompProfile', at)
  yield* profileErrors(context, 'appArmorProfile', at)
}

/** Volumes are labelled file by file: to mount them with a label is not on by default. */
const policies = { seLinuxChangePolicy: ['Recursive'], supplementalGroupsPolicy: ['Merge', 'Strict'] }

function* policyErrors(context: JsonObject, path: string): Generator<FieldError> {
  for (const [name, allowed] of Object.entries(policies)) {
    const policy = context[name]
    if (typeof policy !== 'string' || allowed.includes(policy)) continue
    yield notSupported(`${path}.${name}`, policy, allowed)
  }
}

const sysctlFormat = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9][-_a-z0-9]*[a-z0-9]?$/

const sysctlMessage =
  'must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'

function* sysctlErrors(context: JsonObject, spec: JsonObject, path: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, sysctl] of objectsAt(context, 'sysctls').entries()) {
    const name = textAt(sysctl, 'name')
    const at = `${path}.sysctls[${i}].name`
    if (!name) yield required(at)
    else if (name.length > 253 || !sysctlFormat.test(name)) yield invalid(at, name, sysctlMessage)
    else if (seen.has(name)) yield duplicate(at, name)
    const space = sharedSpace(name)
    if (space && spec[space] === true) yield invalid(at, name, `may not be specified when '${space}' is true`)
    seen.add(name)
  }
}

/** The namespace of the kernel that a parameter belongs to, as the field that shares it with the host. */
function sharedSpace(name: string): string | undefined {
  const dotted = name.replaceAll('/', '.')
  if (dotted.startsWith('net.')) return 'hostNetwork'
  return /^kernel\.(shm|msg)|^kernel\.sem$|^fs\.mqueue\./.test(dotted) ? 'hostIPC' : undefined
}
