/** The pod security standards: which checks a level makes as of a version. @module */
import * as baseline from './baseline-checks.ts'
import * as host from './host-checks.ts'
import type { LevelVersion } from './policy.ts'
import * as restricted from './restricted-checks.ts'
import type { Check, PodShape, Violation } from './subjects.ts'

/** A check by the minor versions since which it is made so. */
interface Rule {
  readonly id: string
  readonly since: readonly (readonly [minor: number, check: Check])[]
  /** The baseline check that it takes the place of. */
  readonly replaces?: string
}

/** In the order they are reported. */
const baselineRules: readonly Rule[] = [
  { id: 'appArmorProfile', since: [[0, baseline.appArmorProfile]] },
  { id: 'capabilities_baseline', since: [[0, baseline.capabilitiesBaseline]] },
  { id: 'hostNamespaces', since: [[0, host.hostNamespaces]] },
  { id: 'hostPathVolumes', since: [[0, host.hostPathVolumes]] },
  { id: 'hostPorts', since: [[0, host.hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', since: [[34, host.hostProbes]] },
  { id: 'privileged', since: [[0, baseline.privileged]] },
  {
    id: 'procMount',
    since: [
      [0, baseline.procMount],
      [35, restricted.exceptOwnUsers(baseline.procMount)],
    ],
  },
  {
    id: 'seLinuxOptions',
    since: [
      [0, baseline.seLinuxOptions],
      [31, baseline.seLinuxOptionsWithEngine],
    ],
  },
  {
    id: 'seccompProfile_baseline',
    since: [
      [0, baseline.seccompAnnotations],
      [19, baseline.seccompBaseline],
    ],
  },
  { id: 'sysctls', since: [0, 27, 29, 32].map(minor => [minor, host.sysctlsSince(minor)]) },
  { id: 'windowsHostProcess', since: [[0, host.hostProcess]] },
]

const restrictedRules: readonly Rule[] = [
  {
    id: 'allowPrivilegeEscalation',
    since: [
      [8, restricted.allowPrivilegeEscalation],
      [25, restricted.exceptWindows(restricted.allowPrivilegeEscalation)],
    ],
  },
  {
    id: 'capabilities_restricted',
    replaces: 'capabilities_baseline',
    since: [
      [22, restricted.capabilitiesRestricted],
      [25, restricted.exceptWindows(restricted.capabilitiesRestricted)],
    ],
  },
  { id: 'procMount_restricted', replaces: 'procMount', since: [[35, baseline.procMount]] },
  { id: 'restrictedVolumes', replaces: 'hostPathVolumes', since: [[0, restricted.restrictedVolumes]] },
  {
    id: 'runAsNonRoot',
    since: [
      [0, restricted.runAsNonRoot],
      [35, restricted.exceptOwnUsers(restricted.runAsNonRoot)],
    ],
  },
  {
    id: 'runAsUser',
    since: [
      [23, restricted.runAsUser],
      [35, restricted.exceptOwnUsers(restricted.runAsUser)],
    ],
  },
  {
    id: 'seccompProfile_restricted',
    replaces: 'seccompProfile_baseline',
    since: [
      [19, restricted.seccompRestricted],
      [25, restricted.exceptWindows(restricted.seccompRestricted)],
    ],
  },
]

/** What in a Pod breaks a level; empty where it is kept. */
export function violations(pod: PodShape, { level, version }: LevelVersion): readonly Violation[] {
  if (level === 'privileged') return []
  const minor = version === 'latest' ? Number.POSITIVE_INFINITY : Number(version.slice('v1.'.length))
  return checksOf(level, minor).flatMap(check => check(pod) ?? [])
}

function checksOf(level: 'baseline' | 'restricted', minor: number): readonly Check[] {
  if (level === 'baseline') return baselineRules.flatMap(rule => checkAt(rule, minor) ?? [])
  const own = restrictedRules.filter(rule => checkAt(rule, minor))
  const replaced = new Set(own.map(rule => rule.replaces))
  return [...baselineRules.filter(rule => !replaced.has(rule.id)), ...own].flatMap(
    rule => checkAt(rule, minor) ?? [],
  )
}

function checkAt({ since }: Rule, minor: number): Check | undefined {
  return since.findLast(([first]) => first <= minor)?.[1]
}
