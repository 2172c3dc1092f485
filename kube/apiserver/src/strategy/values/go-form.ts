/**
 * How Kubernetes' messages print a struct: as JSON of its internal Go type, whose fields have Go names, stand in
 * the order they were declared, and are all there.
 * @module
 */
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/**
 * The fields of a type: `GoName` or `GoName=jsonName`, then what stands for an absent one: `:s` a text, `:i` a
 * number, `:b` a boolean, `:n` null; `:*Type` is a struct or null, `:[Type` a list of structs or null, `:Type` a
 * struct held by value.
 */
const shapes: Readonly<Record<string, string>> = {
  SecurityContext:
    'Capabilities:*Capabilities Privileged:n SELinuxOptions=seLinuxOptions:n WindowsOptions:n RunAsUser:n RunAsGroup:n RunAsNonRoot:n ReadOnlyRootFilesystem:n AllowPrivilegeEscalation:n ProcMount:n SeccompProfile:*Profile AppArmorProfile:*Profile',
  Capabilities: 'Add:n Drop:n',
  Profile: 'Type:s LocalhostProfile:n',
  DeploymentStrategy: 'Type:s RollingUpdate:*RollingUpdateDeployment',
  RollingUpdateDeployment: 'MaxUnavailable:i MaxSurge:i',
  DaemonSetUpdateStrategy: 'Type:s RollingUpdate:*RollingUpdateDaemonSet',
  RollingUpdateDaemonSet: 'MaxUnavailable:i MaxSurge:i',
  StatefulSetUpdateStrategy: 'Type:s RollingUpdate:*RollingUpdateStatefulSet',
  RollingUpdateStatefulSet: 'Partition:n MaxUnavailable:n',
  RoleRef: 'APIGroup=apiGroup:s Kind:s Name:s',
  ParentReference: 'Group:s Resource:s Namespace:s Name:s',
  NonResourceAttributes: 'Path:s Verb:s',
  ServicePort: 'Name:s Protocol:s AppProtocol:n Port:i TargetPort:i NodePort:i',
  Resources: 'Limits:n Requests:n Claims:n',
  VolumeResources: 'Limits:n Requests:n',
  PersistentVolumeClaimSpec:
    'AccessModes:n Selector:n Resources:VolumeResources VolumeName:s StorageClassName:n VolumeMode:n DataSource:*TypedReference DataSourceRef:*TypedReference VolumeAttributesClassName:n',
  TypedReference: 'APIGroup=apiGroup:n Kind:s Name:s',
  ContainerPort: 'Name:s HostPort:i ContainerPort:i Protocol:s HostIP=hostIP:s',
  VolumeMount: 'Name:s ReadOnly:b RecursiveReadOnly:n MountPath:s SubPath:s MountPropagation:n SubPathExpr:s',
  EnvVar: 'Name:s Value:s ValueFrom:n',
  EphemeralContainer:
    'Name:s Image:s Command:n Args:n WorkingDir:s Ports:[ContainerPort EnvFrom:n Env:[EnvVar Resources:Resources ResizePolicy:n RestartPolicy:n RestartPolicyRules:n VolumeMounts:[VolumeMount VolumeDevices:n LivenessProbe:n ReadinessProbe:n StartupProbe:n Lifecycle:n TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b TargetContainerName:s',
  Container:
    'Name:s Image:s Command:n Args:n WorkingDir:s Ports:[ContainerPort EnvFrom:n Env:[EnvVar Resources:Resources ResizePolicy:n RestartPolicy:n RestartPolicyRules:n VolumeMounts:[VolumeMount VolumeDevices:n LivenessProbe:n ReadinessProbe:n StartupProbe:n Lifecycle:n TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b',
  PodSecurityContext:
    'HostNetwork:b HostPID=hostPID:b HostIPC=hostIPC:b ShareProcessNamespace:n HostUsers:n SELinuxOptions=seLinuxOptions:n WindowsOptions:n RunAsUser:n RunAsGroup:n RunAsNonRoot:n SupplementalGroups:n SupplementalGroupsPolicy:n FSGroup=fsGroup:n FSGroupChangePolicy=fsGroupChangePolicy:n Sysctls:n SeccompProfile:*Profile AppArmorProfile:*Profile SELinuxChangePolicy=seLinuxChangePolicy:n',
  PodSpec:
    'Volumes:n InitContainers:[Container Containers:[Container EphemeralContainers:[EphemeralContainer RestartPolicy:s TerminationGracePeriodSeconds:n ActiveDeadlineSeconds:n DNSPolicy=dnsPolicy:s NodeSelector:n ServiceAccountName:s AutomountServiceAccountToken:n NodeName:s SecurityContext:*PodSecurityContext ImagePullSecrets:n Hostname:s Subdomain:s SetHostnameAsFQDN:n Affinity:n SchedulerName:s Tolerations:n HostAliases:n PriorityClassName:s Priority:n PreemptionPolicy:n DNSConfig=dnsConfig:n ReadinessGates:n RuntimeClassName:n Overhead:n EnableServiceLinks:n TopologySpreadConstraints:n OS=os:n SchedulingGates:n ResourceClaims:n Resources:*Resources HostnameOverride:n',
}

/** The JSON text of a struct of one of the types above. */
export function goText(shape: string, object: JsonObject): string {
  return formatJson(goForm(shape, object))
}

/** The struct as JSON, with Go names. */
export function goForm(shape: string, object: JsonObject): JsonObject {
  const form: Record<string, JsonValue> = {}
  for (const entry of (shapes[shape] ?? '').split(' ')) {
    const [names = '', kind = ''] = entry.split(':')
    const [goName = '', jsonName = names.charAt(0).toLowerCase() + names.slice(1)] = names.split('=')
    form[goName] = memberForm(kind, object[jsonName])
  }
  return form
}

const zeros: Readonly<Record<string, JsonValue>> = { s: '', i: 0, b: false, n: null }

function memberForm(kind: string, value: JsonValue | undefined): JsonValue {
  const zero = zeros[kind]
  if (zero !== undefined) return value ?? zero
  if (kind.startsWith('*')) return isJsonObject(value) ? goForm(kind.slice(1), value) : null
  if (kind.startsWith('[')) {
    return Array.isArray(value) ? value.filter(isJsonObject).map(item => goForm(kind.slice(1), item)) : null
  }
  return goForm(kind, isJsonObject(value) ? value : {})
}
