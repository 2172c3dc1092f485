/**
 * Go's internal types as Kubernetes' messages print them: the fields in the order they were declared. Each is
 * `GoName` or `GoName=jsonName`, then what stands for an absent one: `:s` a text, `:i` a number, `:b` a boolean,
 * `:q` a quantity, `:n` null; `:*Type` is a struct or null, `:[Type` a list of structs or null, `:Type` a struct held
 * by value. `?` before these means that an absent one is left out.
 * @module
 */
export const goShapes: Readonly<Record<string, string>> = {
  AWSElasticBlockStoreVolumeSource: 'VolumeID:s FSType=fsType:s Partition:i ReadOnly:b',
  AllocationResult: 'Devices:DeviceAllocationResult NodeSelector:*NodeSelector AllocationTimestamp:n',
  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAntiAffinity',
  AppArmorProfile: 'Type:s LocalhostProfile:n',
  AttachedVolume: 'Name:s DevicePath:s',
  AuditAnnotation: 'Key:s ValueExpression:s',
  AzureDiskVolumeSource: 'DiskName:s DataDiskURI=diskURI:s CachingMode:n FSType=fsType:n ReadOnly:n Kind:n',
  AzureFilePersistentVolumeSource: 'SecretName:s ShareName:s ReadOnly:b SecretNamespace:n',
  AzureFileVolumeSource: 'SecretName:s ShareName:s ReadOnly:b',
  CELDeviceSelector: 'Expression:s',
  CSIDriverSpec:
    'AttachRequired:n FSGroupPolicy=fsGroupPolicy:n PodInfoOnMount:n VolumeLifecycleModes:n StorageCapacity:n TokenRequests:[TokenRequest RequiresRepublish:n SELinuxMount=seLinuxMount:n NodeAllocatableUpdatePeriodSeconds:n ServiceAccountTokenInSecrets:n PreventPodSchedulingIfMissing:n',
  CSINodeDriver: 'Name:s NodeID:s TopologyKeys:n Allocatable:*VolumeNodeResources',
  CSINodeSpec: 'Drivers:[CSINodeDriver',
  CSIPersistentVolumeSource:
    'Driver:s VolumeHandle:s ReadOnly:b FSType=fsType:s VolumeAttributes:n ControllerPublishSecretRef:*SecretReference NodeStageSecretRef:*SecretReference NodePublishSecretRef:*SecretReference ControllerExpandSecretRef:*SecretReference NodeExpandSecretRef:*SecretReference',
  CSIVolumeSource:
    'Driver:s ReadOnly:n FSType=fsType:n VolumeAttributes:n NodePublishSecretRef:*LocalObjectReference',
  Capabilities: 'Add:n Drop:n',
  CapacityRequirements: 'Requests:n',
  CephFSPersistentVolumeSource: 'Monitors:n Path:s User:s SecretFile:s SecretRef:*SecretReference ReadOnly:b',
  CephFSVolumeSource: 'Monitors:n Path:s User:s SecretFile:s SecretRef:*LocalObjectReference ReadOnly:b',
  CinderPersistentVolumeSource: 'VolumeID:s FSType=fsType:s ReadOnly:b SecretRef:*SecretReference',
  CinderVolumeSource: 'VolumeID:s FSType=fsType:s ReadOnly:b SecretRef:*LocalObjectReference',
  ClientIPConfig: 'TimeoutSeconds:n',
  ClusterTrustBundleProjection: 'Name:n SignerName:n LabelSelector:*LabelSelector Optional:n Path:s',
  ConfigMapEnvSource: 'Name:s Optional:n',
  ConfigMapKeySelector: 'Name:s Key:s Optional:n',
  ConfigMapNodeConfigSource: 'Namespace:s Name:s UID=uid:s ResourceVersion:s KubeletConfigKey:s',
  ConfigMapProjection: 'Name:s Items:[KeyToPath Optional:n',
  ConfigMapVolumeSource: 'Name:s Items:[KeyToPath DefaultMode:n Optional:n',
  Container:
    'Name:s Image:s Command:n Args:n WorkingDir:s Ports:[ContainerPort EnvFrom:[EnvFromSource Env:[EnvVar Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy RestartPolicy:n RestartPolicyRules:[ContainerRestartRule VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b',
  ContainerImage: 'Names:n SizeBytes:i',
  ContainerPort: 'Name:s HostPort:i ContainerPort:i Protocol:s HostIP:s',
  ContainerResizePolicy: 'ResourceName:s RestartPolicy:s',
  ContainerResourceMetricSource: 'Name:s Container:s Target:MetricTarget',
  ContainerRestartRule: 'Action:s ExitCodes:*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator:s Values:n',
  CounterSet: 'Name:s Counters:n',
  CronJobSpec:
    'Schedule:s TimeZone:n StartingDeadlineSeconds:n ConcurrencyPolicy:s Suspend:n JobTemplate:JobTemplateSpec SuccessfulJobsHistoryLimit:n FailedJobsHistoryLimit:n',
  CrossVersionObjectReference: 'Kind:s Name:s APIVersion=apiVersion:s',
  DaemonEndpoint: 'Port=Port:i',
  DaemonSetSpec:
    'Selector:*LabelSelector Template:PodTemplateSpec UpdateStrategy:DaemonSetUpdateStrategy MinReadySeconds:i TemplateGeneration:i RevisionHistoryLimit:n',
  DaemonSetUpdateStrategy: 'Type:s RollingUpdate:*RollingUpdateDaemonSet',
  DeploymentSpec:
    'Replicas:i Selector:*LabelSelector Template:PodTemplateSpec Strategy:DeploymentStrategy MinReadySeconds:i RevisionHistoryLimit:n Paused:b RollbackTo:*RollbackConfig ProgressDeadlineSeconds:n',
  DeploymentStrategy: 'Type:s RollingUpdate:*RollingUpdateDeployment',
  Device:
    'Name:s Attributes:n Capacity:n ConsumesCounters:[DeviceCounterConsumption NodeName:n NodeSelector:*NodeSelector AllNodes:n Taints:[DeviceTaint BindsToNode:n BindingConditions:n BindingFailureConditions:n AllowMultipleAllocations:n NodeAllocatableResourceMappings:n',
  DeviceAllocationConfiguration: 'Source:s Requests:n Opaque:*OpaqueDeviceConfiguration',
  DeviceAllocationResult: 'Results:[DeviceRequestAllocationResult Config:[DeviceAllocationConfiguration',
  DeviceAttribute:
    'IntValue=int:n BoolValue=bool:n StringValue=string:n VersionValue=version:n IntValues=ints:n BoolValues=bools:n StringValues=strings:n VersionValues=versions:n',
  DeviceClaim: 'Requests:[DeviceRequest Constraints:[DeviceConstraint Config:[DeviceClaimConfiguration',
  DeviceClaimConfiguration: 'Requests:n Opaque:*OpaqueDeviceConfiguration',
  DeviceClassConfiguration: 'Opaque:*OpaqueDeviceConfiguration',
  DeviceClassSpec: 'Selectors:[DeviceSelector Config:[DeviceClassConfiguration ExtendedResourceName:n',
  DeviceConstraint: 'Requests:n MatchAttribute:n DistinctAttribute:n',
  DeviceCounterConsumption: 'CounterSet:s Counters:n',
  DeviceRequest: 'Name:s Exactly:*ExactDeviceRequest FirstAvailable:[DeviceSubRequest',
  DeviceRequestAllocationResult:
    'Request:s Driver:s Pool:s Device:s AdminAccess:n Tolerations:[DeviceToleration BindingConditions:n BindingFailureConditions:n ShareID:n ConsumedCapacity:n',
  DeviceSelector: 'CEL=cel:*CELDeviceSelector',
  DeviceSubRequest:
    'Name:s DeviceClassName:s Selectors:[DeviceSelector AllocationMode:s Count:i Tolerations:[DeviceToleration Capacity:*CapacityRequirements',
  DeviceTaint: 'Key:s Value:s Effect:s TimeAdded:n',
  DeviceToleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:n',
  DownwardAPIProjection: 'Items:[DownwardAPIVolumeFile',
  DownwardAPIVolumeFile:
    'Path:s FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:n',
  DownwardAPIVolumeSource: 'Items:[DownwardAPIVolumeFile DefaultMode:n',
  EmptyDirVolumeSource: 'Medium:s SizeLimit:n',
  Endpoint:
    'Addresses:n Conditions:EndpointConditions Hostname:n TargetRef:*ObjectReference DeprecatedTopology:n NodeName:n Zone:n Hints:*EndpointHints',
  EndpointAddress: 'IP=ip:s Hostname:s NodeName:n TargetRef:*ObjectReference',
  EndpointConditions: 'Ready:n Serving:n Terminating:n',
  EndpointHints: 'ForZones:[ForZone ForNodes:[ForNode',
  EndpointPort: 'Name:s Port:i Protocol:s AppProtocol:n',
  EndpointSubset: 'Addresses:[EndpointAddress NotReadyAddresses:[EndpointAddress Ports:[EndpointPort',
  EnvFromSource: 'Prefix:s ConfigMapRef:*ConfigMapEnvSource SecretRef:*SecretEnvSource',
  EnvVar: 'Name:s Value:s ValueFrom:*EnvVarSource',
  EnvVarSource:
    'FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector ConfigMapKeyRef:*ConfigMapKeySelector SecretKeyRef:*SecretKeySelector FileKeyRef:*FileKeySelector',
  EphemeralContainer:
    'Name:s Image:s Command:n Args:n WorkingDir:s Ports:[ContainerPort EnvFrom:[EnvFromSource Env:[EnvVar Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy RestartPolicy:n RestartPolicyRules:[ContainerRestartRule VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b TargetContainerName:s',
  EphemeralVolumeSource: 'VolumeClaimTemplate:*PersistentVolumeClaimTemplate',
  EventSource: 'Component:s Host:s',
  ExactDeviceRequest:
    'DeviceClassName:s Selectors:[DeviceSelector AllocationMode:s Count:i AdminAccess:n Tolerations:[DeviceToleration Capacity:*CapacityRequirements',
  ExecAction: 'Command:n',
  ExemptPriorityLevelConfiguration: 'NominalConcurrencyShares:n LendablePercent:n',
  ExternalMetricSource: 'Metric:MetricIdentifier Target:MetricTarget',
  FCVolumeSource: 'TargetWWNs:n Lun:n FSType=fsType:s ReadOnly:b WWIDs=wwids:n',
  FieldsV1: '',
  FileKeySelector: 'VolumeName:s Path:s Key:s Optional:n',
  FlexPersistentVolumeSource: 'Driver:s FSType=fsType:s SecretRef:*SecretReference ReadOnly:b Options:n',
  FlexVolumeSource: 'Driver:s FSType=fsType:s SecretRef:*LocalObjectReference ReadOnly:b Options:n',
  FlockerVolumeSource: 'DatasetName:s DatasetUUID:s',
  FlowDistinguisherMethod: 'Type:s',
  FlowSchemaSpec:
    'PriorityLevelConfiguration:PriorityLevelConfigurationReference MatchingPrecedence:i DistinguisherMethod:*FlowDistinguisherMethod Rules:[PolicyRulesWithSubjects',
  ForNode: 'Name:s',
  ForZone: 'Name:s',
  GCEPersistentDiskVolumeSource: 'PDName=pdName:s FSType=fsType:s Partition:i ReadOnly:b',
  GRPCAction: 'Port:i Service:n',
  GitRepoVolumeSource: 'Repository:s Revision:s Directory:s',
  GlusterfsPersistentVolumeSource: 'EndpointsName=endpoints:s Path:s ReadOnly:b EndpointsNamespace:n',
  GlusterfsVolumeSource: 'EndpointsName=endpoints:s Path:s ReadOnly:b',
  GroupSubject: 'Name:s',
  HPAScalingPolicy: 'Type:s Value:i PeriodSeconds:i',
  HPAScalingRules: 'StabilizationWindowSeconds:n SelectPolicy:n Policies:[HPAScalingPolicy Tolerance:n',
  HTTPGetAction: 'Path:s Port:i Host:s Scheme:s HTTPHeaders=httpHeaders:[HTTPHeader',
  HTTPHeader: 'Name:s Value:s',
  HTTPIngressPath: 'Path:s PathType:n Backend:IngressBackend',
  HTTPIngressRuleValue: 'Paths:[HTTPIngressPath',
  HorizontalPodAutoscalerBehavior: 'ScaleUp:*HPAScalingRules ScaleDown:*HPAScalingRules',
  HorizontalPodAutoscalerSpec:
    'ScaleTargetRef:CrossVersionObjectReference MinReplicas:n MaxReplicas:i Metrics:[MetricSpec Behavior:*HorizontalPodAutoscalerBehavior',
  HostAlias: 'IP=ip:s Hostnames:n',
  HostPathVolumeSource: 'Path:s Type:n',
  IPAddressSpec: 'ParentRef:*ParentReference',
  IPBlock: 'CIDR=cidr:s Except:n',
  ISCSIPersistentVolumeSource:
    'TargetPortal:s IQN=iqn:s Lun:i ISCSIInterface=iscsiInterface:s FSType=fsType:s ReadOnly:b Portals:n DiscoveryCHAPAuth=chapAuthDiscovery:b SessionCHAPAuth=chapAuthSession:b SecretRef:*SecretReference InitiatorName:n',
  ISCSIVolumeSource:
    'TargetPortal:s IQN=iqn:s Lun:i ISCSIInterface=iscsiInterface:s FSType=fsType:s ReadOnly:b Portals:n DiscoveryCHAPAuth=chapAuthDiscovery:b SessionCHAPAuth=chapAuthSession:b SecretRef:*LocalObjectReference InitiatorName:n',
  ImageVolumeSource: 'Reference:s PullPolicy:s',
  IngressBackend: 'Service:*IngressServiceBackend Resource:*TypedLocalObjectReference',
  IngressClassParametersReference: 'APIGroup=apiGroup:n Kind:s Name:s Scope:n Namespace:n',
  IngressClassSpec: 'Controller:s Parameters:*IngressClassParametersReference',
  IngressRule: 'Host:s HTTP=http:*HTTPIngressRuleValue',
  IngressServiceBackend: 'Name:s Port:ServiceBackendPort',
  IngressSpec: 'IngressClassName:n DefaultBackend:*IngressBackend TLS=tls:[IngressTLS Rules:[IngressRule',
  IngressTLS: 'Hosts:n SecretName:s',
  JobCondition: 'Type:s Status:s LastProbeTime:n LastTransitionTime:n Reason:s Message:s',
  JobSpec:
    'Parallelism:n Completions:n PodFailurePolicy:*PodFailurePolicy SuccessPolicy:*SuccessPolicy ActiveDeadlineSeconds:n BackoffLimit:n BackoffLimitPerIndex:n MaxFailedIndexes:n Selector:*LabelSelector ManualSelector:n Template:PodTemplateSpec TTLSecondsAfterFinished=ttlSecondsAfterFinished:n CompletionMode:n Suspend:n PodReplacementPolicy:n ManagedBy:n',
  JobStatus:
    'Conditions:[JobCondition StartTime:n CompletionTime:n Active:i Terminating:n Ready:n Succeeded:i Failed:i CompletedIndexes:s FailedIndexes:n UncountedTerminatedPods:*UncountedTerminatedPods',
  JobTemplateSpec:
    'name:?s generateName:?s namespace:?s selfLink:?s uid:?s resourceVersion:?s generation:?i creationTimestamp:?n deletionTimestamp:?n deletionGracePeriodSeconds:?n labels:?n annotations:?n ownerReferences:?[OwnerReference finalizers:?n managedFields:?[ManagedFieldsEntry Spec:JobSpec',
  KeyToPath: 'Key:s Path:s Mode:n',
  LabelSelector: 'matchLabels:?n matchExpressions:?[LabelSelectorRequirement',
  LabelSelectorRequirement: 'key:s operator:s values:?n',
  Lifecycle: 'PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:n',
  LifecycleHandler:
    'Exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction Sleep:*SleepAction',
  LimitRangeItem: 'Type:s Max:n Min:n Default:n DefaultRequest:n MaxLimitRequestRatio:n',
  LimitRangeSpec: 'Limits:[LimitRangeItem',
  LimitResponse: 'Type:s Queuing:*QueuingConfiguration',
  LimitedPriorityLevelConfiguration:
    'NominalConcurrencyShares:i LimitResponse:LimitResponse LendablePercent:n BorrowingLimitPercent:n',
  LocalObjectReference: 'Name:s',
  LocalVolumeSource: 'Path:s FSType=fsType:n',
  ManagedFieldsEntry:
    'manager:?s operation:?s apiVersion:?s time:?n fieldsType:?s fieldsV1:?*FieldsV1 subresource:?s',
  MatchCondition: 'Name:s Expression:s',
  MatchResources:
    'NamespaceSelector:*LabelSelector ObjectSelector:*LabelSelector ResourceRules:[NamedRuleWithOperations ExcludeResourceRules:[NamedRuleWithOperations MatchPolicy:n',
  MetricIdentifier: 'Name:s Selector:*LabelSelector',
  MetricSpec:
    'Type:s Object:*ObjectMetricSource Pods:*PodsMetricSource Resource:*ResourceMetricSource ContainerResource:*ContainerResourceMetricSource External:*ExternalMetricSource',
  MetricTarget: 'Type:s Value:n AverageValue:n AverageUtilization:n',
  ModifyVolumeStatus: 'TargetVolumeAttributesClassName:s Status:s',
  NFSVolumeSource: 'Server:s Path:s ReadOnly:b',
  NamedRuleWithOperations: 'ResourceNames:n RuleWithOperations:RuleWithOperations',
  NetworkPolicyEgressRule: 'Ports:[NetworkPolicyPort To:[NetworkPolicyPeer',
  NetworkPolicyIngressRule: 'Ports:[NetworkPolicyPort From:[NetworkPolicyPeer',
  NetworkPolicyPeer: 'PodSelector:*LabelSelector NamespaceSelector:*LabelSelector IPBlock=ipBlock:*IPBlock',
  NetworkPolicyPort: 'Protocol:n Port:n EndPort:n',
  NetworkPolicySpec:
    'PodSelector:LabelSelector Ingress:[NetworkPolicyIngressRule Egress:[NetworkPolicyEgressRule PolicyTypes:n',
  NodeAddress: 'Type:s Address:s',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm',
  NodeCondition: 'Type:s Status:s LastHeartbeatTime:n LastTransitionTime:n Reason:s Message:s',
  NodeConfigSource: 'ConfigMap:*ConfigMapNodeConfigSource',
  NodeConfigStatus:
    'Assigned:*NodeConfigSource Active:*NodeConfigSource LastKnownGood:*NodeConfigSource Error:s',
  NodeDaemonEndpoints: 'KubeletEndpoint:DaemonEndpoint',
  NodeFeatures: 'SupplementalGroupsPolicy:n',
  NodeRuntimeHandler: 'Name:s Features:*NodeRuntimeHandlerFeatures',
  NodeRuntimeHandlerFeatures: 'RecursiveReadOnlyMounts:n UserNamespaces:n',
  NodeSelector: 'NodeSelectorTerms:[NodeSelectorTerm',
  NodeSelectorRequirement: 'Key:s Operator:s Values:n',
  NodeSelectorTerm: 'MatchExpressions:[NodeSelectorRequirement MatchFields:[NodeSelectorRequirement',
  NodeSpec:
    'PodCIDRs:n ProviderID:s Unschedulable:b Taints:[Taint ConfigSource:*NodeConfigSource DoNotUseExternalID=externalID:s',
  NodeStatus:
    'Capacity:n Allocatable:n Phase:s Conditions:[NodeCondition Addresses:[NodeAddress DaemonEndpoints:NodeDaemonEndpoints NodeInfo:NodeSystemInfo Images:[ContainerImage VolumesInUse:n VolumesAttached:[AttachedVolume Config:*NodeConfigStatus RuntimeHandlers:[NodeRuntimeHandler Features:*NodeFeatures DeclaredFeatures:n',
  NodeSwapStatus: 'Capacity:n',
  NodeSystemInfo:
    'MachineID:s SystemUUID:s BootID:s KernelVersion:s OSImage=osImage:s ContainerRuntimeVersion:s KubeletVersion:s KubeProxyVersion:s OperatingSystem:s Architecture:s Swap:*NodeSwapStatus',
  NonResourcePolicyRule: 'Verbs:n NonResourceURLs:n',
  ObjectFieldSelector: 'APIVersion=apiVersion:s FieldPath:s',
  ObjectMetricSource:
    'DescribedObject:CrossVersionObjectReference Target:MetricTarget Metric:MetricIdentifier',
  ObjectReference:
    'Kind:s Namespace:s Name:s UID=uid:s APIVersion=apiVersion:s ResourceVersion:s FieldPath:s',
  OpaqueDeviceConfiguration: 'Driver:s Parameters:n',
  Overhead: 'PodFixed:n',
  OwnerReference: 'apiVersion:s kind:s name:s uid:s controller:?n blockOwnerDeletion:?n',
  ParamKind: 'APIVersion=apiVersion:s Kind:s',
  ParentReference: 'Group:s Resource:s Namespace:s Name:s',
  PersistentVolumeClaim:
    'kind:?s apiVersion:?s name:?s generateName:?s namespace:?s selfLink:?s uid:?s resourceVersion:?s generation:?i creationTimestamp:?n deletionTimestamp:?n deletionGracePeriodSeconds:?n labels:?n annotations:?n ownerReferences:?[OwnerReference finalizers:?n managedFields:?[ManagedFieldsEntry Spec:PersistentVolumeClaimSpec Status:PersistentVolumeClaimStatus',
  PersistentVolumeClaimCondition: 'Type:s Status:s LastProbeTime:n LastTransitionTime:n Reason:s Message:s',
  PersistentVolumeClaimSpec:
    'AccessModes:n Selector:*LabelSelector Resources:VolumeResourceRequirements VolumeName:s StorageClassName:n VolumeMode:n DataSource:*TypedLocalObjectReference DataSourceRef:*TypedObjectReference VolumeAttributesClassName:n',
  PersistentVolumeClaimStatus:
    'Phase:s AccessModes:n Capacity:n Conditions:[PersistentVolumeClaimCondition AllocatedResources:n AllocatedResourceStatuses:n CurrentVolumeAttributesClassName:n ModifyVolumeStatus:*ModifyVolumeStatus',
  PersistentVolumeClaimTemplate:
    'name:?s generateName:?s namespace:?s selfLink:?s uid:?s resourceVersion:?s generation:?i creationTimestamp:?n deletionTimestamp:?n deletionGracePeriodSeconds:?n labels:?n annotations:?n ownerReferences:?[OwnerReference finalizers:?n managedFields:?[ManagedFieldsEntry Spec:PersistentVolumeClaimSpec',
  PersistentVolumeClaimVolumeSource: 'ClaimName:s ReadOnly:b',
  PersistentVolumeSource:
    'GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDiskVolumeSource AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource HostPath:*HostPathVolumeSource Glusterfs:*GlusterfsPersistentVolumeSource NFS=nfs:*NFSVolumeSource RBD=rbd:*RBDPersistentVolumeSource Quobyte:*QuobyteVolumeSource ISCSI=iscsi:*ISCSIPersistentVolumeSource FlexVolume:*FlexPersistentVolumeSource Cinder:*CinderPersistentVolumeSource CephFS=cephfs:*CephFSPersistentVolumeSource FC=fc:*FCVolumeSource Flocker:*FlockerVolumeSource AzureFile:*AzureFilePersistentVolumeSource VsphereVolume:*VsphereVirtualDiskVolumeSource AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource PortworxVolume:*PortworxVolumeSource ScaleIO:*ScaleIOPersistentVolumeSource Local:*LocalVolumeSource StorageOS=storageos:*StorageOSPersistentVolumeSource CSI=csi:*CSIPersistentVolumeSource',
  PersistentVolumeSpec:
    'Capacity:n GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDiskVolumeSource AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource HostPath:*HostPathVolumeSource Glusterfs:*GlusterfsPersistentVolumeSource NFS=nfs:*NFSVolumeSource RBD=rbd:*RBDPersistentVolumeSource Quobyte:*QuobyteVolumeSource ISCSI=iscsi:*ISCSIPersistentVolumeSource FlexVolume:*FlexPersistentVolumeSource Cinder:*CinderPersistentVolumeSource CephFS=cephfs:*CephFSPersistentVolumeSource FC=fc:*FCVolumeSource Flocker:*FlockerVolumeSource AzureFile:*AzureFilePersistentVolumeSource VsphereVolume:*VsphereVirtualDiskVolumeSource AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource PortworxVolume:*PortworxVolumeSource ScaleIO:*ScaleIOPersistentVolumeSource Local:*LocalVolumeSource StorageOS=storageos:*StorageOSPersistentVolumeSource CSI=csi:*CSIPersistentVolumeSource AccessModes:n ClaimRef:*ObjectReference PersistentVolumeReclaimPolicy:s StorageClassName:s MountOptions:n VolumeMode:n NodeAffinity:*VolumeNodeAffinity VolumeAttributesClassName:n',
  PhotonPersistentDiskVolumeSource: 'PdID:s FSType=fsType:s',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm',
  PodAffinityTerm:
    'LabelSelector:*LabelSelector Namespaces:n TopologyKey:s NamespaceSelector:*LabelSelector MatchLabelKeys:n MismatchLabelKeys:n',
  PodAntiAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm',
  PodCertificateProjection:
    'SignerName:s KeyType:s MaxExpirationSeconds:n CredentialBundlePath:s KeyPath:s CertificateChainPath:s UserAnnotations:n',
  PodDNSConfig: 'Nameservers:n Searches:n Options:[PodDNSConfigOption',
  PodDNSConfigOption: 'Name:s Value:n',
  PodDisruptionBudgetSpec:
    'MinAvailable:n Selector:*LabelSelector MaxUnavailable:n UnhealthyPodEvictionPolicy:n',
  PodFailurePolicy: 'Rules:[PodFailurePolicyRule',
  PodFailurePolicyOnExitCodesRequirement: 'ContainerName:n Operator:s Values:n',
  PodFailurePolicyOnPodConditionsPattern: 'Type:s Status:s',
  PodFailurePolicyRule:
    'Action:s OnExitCodes:*PodFailurePolicyOnExitCodesRequirement OnPodConditions:[PodFailurePolicyOnPodConditionsPattern',
  PodOS: 'Name:s',
  PodReadinessGate: 'ConditionType:s',
  PodResourceClaim: 'Name:s ResourceClaimName:n ResourceClaimTemplateName:n',
  PodSchedulingGate: 'Name:s',
  PodSchedulingGroup: 'PodGroupName:n',
  PodSecurityContext:
    'HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:n HostUsers:n SELinuxOptions=seLinuxOptions:*SELinuxOptions WindowsOptions:*WindowsSecurityContextOptions RunAsUser:n RunAsGroup:n RunAsNonRoot:n SupplementalGroups:n SupplementalGroupsPolicy:n FSGroup=fsGroup:n FSGroupChangePolicy=fsGroupChangePolicy:n Sysctls:[Sysctl SeccompProfile:*SeccompProfile AppArmorProfile:*AppArmorProfile SELinuxChangePolicy=seLinuxChangePolicy:n',
  PodSpec:
    'Volumes:[Volume InitContainers:[Container Containers:[Container EphemeralContainers:[EphemeralContainer RestartPolicy:s TerminationGracePeriodSeconds:n ActiveDeadlineSeconds:n DNSPolicy=dnsPolicy:s NodeSelector:n ServiceAccountName:s AutomountServiceAccountToken:n NodeName:s SecurityContext:*PodSecurityContext ImagePullSecrets:[LocalObjectReference Hostname:s Subdomain:s SetHostnameAsFQDN:n Affinity:*Affinity SchedulerName:s Tolerations:[Toleration HostAliases:[HostAlias PriorityClassName:s Priority:n PreemptionPolicy:n DNSConfig=dnsConfig:*PodDNSConfig ReadinessGates:[PodReadinessGate RuntimeClassName:n Overhead:n EnableServiceLinks:n TopologySpreadConstraints:[TopologySpreadConstraint OS=os:*PodOS SchedulingGates:[PodSchedulingGate ResourceClaims:[PodResourceClaim Resources:*ResourceRequirements HostnameOverride:n SchedulingGroup:*PodSchedulingGroup',
  PodTemplateSpec:
    'name:?s generateName:?s namespace:?s selfLink:?s uid:?s resourceVersion:?s generation:?i creationTimestamp:?n deletionTimestamp:?n deletionGracePeriodSeconds:?n labels:?n annotations:?n ownerReferences:?[OwnerReference finalizers:?n managedFields:?[ManagedFieldsEntry Spec:PodSpec',
  PodsMetricSource: 'Metric:MetricIdentifier Target:MetricTarget',
  PolicyRulesWithSubjects:
    'Subjects:[Subject ResourceRules:[ResourcePolicyRule NonResourceRules:[NonResourcePolicyRule',
  PortworxVolumeSource: 'VolumeID:s FSType=fsType:s ReadOnly:b',
  PreferredSchedulingTerm: 'Weight:i Preference:NodeSelectorTerm',
  PriorityLevelConfigurationReference: 'Name:s',
  PriorityLevelConfigurationSpec:
    'Type:s Limited:*LimitedPriorityLevelConfiguration Exempt:*ExemptPriorityLevelConfiguration',
  Probe:
    'Exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction GRPC=grpc:*GRPCAction InitialDelaySeconds:i TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i TerminationGracePeriodSeconds:n',
  ProjectedVolumeSource: 'Sources:[VolumeProjection DefaultMode:n',
  QueuingConfiguration: 'Queues:i HandSize:i QueueLengthLimit:i',
  QuobyteVolumeSource: 'Registry:s Volume:s ReadOnly:b User:s Group:s Tenant:s',
  RBDPersistentVolumeSource:
    'CephMonitors=monitors:n RBDImage=image:s FSType=fsType:s RBDPool=pool:s RadosUser=user:s Keyring:s SecretRef:*SecretReference ReadOnly:b',
  RBDVolumeSource:
    'CephMonitors=monitors:n RBDImage=image:s FSType=fsType:s RBDPool=pool:s RadosUser=user:s Keyring:s SecretRef:*LocalObjectReference ReadOnly:b',
  ReplicaSetSpec: 'Replicas:i MinReadySeconds:i Selector:*LabelSelector Template:PodTemplateSpec',
  ResourceClaim: 'Name:s Request:s',
  ResourceClaimSpec: 'Devices:DeviceClaim',
  ResourceClaimTemplateSpec:
    'name:?s generateName:?s namespace:?s selfLink:?s uid:?s resourceVersion:?s generation:?i creationTimestamp:?n deletionTimestamp:?n deletionGracePeriodSeconds:?n labels:?n annotations:?n ownerReferences:?[OwnerReference finalizers:?n managedFields:?[ManagedFieldsEntry Spec:ResourceClaimSpec',
  ResourceFieldSelector: 'ContainerName:s Resource:s Divisor:q',
  ResourceMetricSource: 'Name:s Target:MetricTarget',
  ResourcePolicyRule: 'Verbs:n APIGroups=apiGroups:n Resources:n ClusterScope:b Namespaces:n',
  ResourcePool: 'Name:s Generation:i ResourceSliceCount:i',
  ResourceQuotaSpec: 'Hard:n Scopes:n ScopeSelector:*ScopeSelector',
  ResourceRequirements: 'Limits:n Requests:n Claims:[ResourceClaim',
  ResourceSliceSpec:
    'Driver:s Pool:ResourcePool NodeName:n NodeSelector:*NodeSelector AllNodes:n Devices:[Device PerDeviceNodeSelection:n SharedCounters:[CounterSet',
  RoleRef: 'APIGroup=apiGroup:s Kind:s Name:s',
  RollbackConfig: 'Revision:i',
  RollingUpdateDaemonSet: 'MaxUnavailable:i MaxSurge:i',
  RollingUpdateDeployment: 'MaxUnavailable:i MaxSurge:i',
  RollingUpdateStatefulSetStrategy: 'Partition:i MaxUnavailable:n',
  RuleWithOperations: 'Operations:n APIGroups:n APIVersions:n Resources:n Scope:n',
  SELinuxOptions: 'User:s Role:s Type:s Level:s',
  ScaleIOPersistentVolumeSource:
    'Gateway:s System:s SecretRef:*SecretReference SSLEnabled=sslEnabled:b ProtectionDomain:s StoragePool:s StorageMode:s VolumeName:s FSType=fsType:s ReadOnly:b',
  ScaleIOVolumeSource:
    'Gateway:s System:s SecretRef:*LocalObjectReference SSLEnabled=sslEnabled:b ProtectionDomain:s StoragePool:s StorageMode:s VolumeName:s FSType=fsType:s ReadOnly:b',
  Scheduling: 'NodeSelector:n Tolerations:[Toleration',
  ScopeSelector: 'MatchExpressions:[ScopedResourceSelectorRequirement',
  ScopedResourceSelectorRequirement: 'ScopeName:s Operator:s Values:n',
  SeccompProfile: 'Type:s LocalhostProfile:n',
  SecretEnvSource: 'Name:s Optional:n',
  SecretKeySelector: 'Name:s Key:s Optional:n',
  SecretProjection: 'Name:s Items:[KeyToPath Optional:n',
  SecretReference: 'Name:s Namespace:s',
  SecretVolumeSource: 'SecretName:s Items:[KeyToPath DefaultMode:n Optional:n',
  SecurityContext:
    'Capabilities:*Capabilities Privileged:n SELinuxOptions=seLinuxOptions:*SELinuxOptions WindowsOptions:*WindowsSecurityContextOptions RunAsUser:n RunAsGroup:n RunAsNonRoot:n ReadOnlyRootFilesystem:n AllowPrivilegeEscalation:n ProcMount:n SeccompProfile:*SeccompProfile AppArmorProfile:*AppArmorProfile',
  ServiceAccountSubject: 'Namespace:s Name:s',
  ServiceAccountTokenProjection: 'Audience:s ExpirationSeconds:i Path:s',
  ServiceBackendPort: 'Name:s Number:i',
  ServiceCIDRSpec: 'CIDRs=cidrs:n',
  ServicePort: 'Name:s Protocol:s AppProtocol:n Port:i TargetPort:i NodePort:i',
  ServiceSpec:
    'Type:s Ports:[ServicePort Selector:n ClusterIP:s ClusterIPs:n IPFamilies=ipFamilies:n IPFamilyPolicy=ipFamilyPolicy:n ExternalName:s ExternalIPs:n LoadBalancerIP:s SessionAffinity:s SessionAffinityConfig:*SessionAffinityConfig LoadBalancerSourceRanges:n ExternalTrafficPolicy:s HealthCheckNodePort:i PublishNotReadyAddresses:b AllocateLoadBalancerNodePorts:n LoadBalancerClass:n InternalTrafficPolicy:n TrafficDistribution:n',
  SessionAffinityConfig: 'ClientIP:*ClientIPConfig',
  SleepAction: 'Seconds:i',
  StatefulSetOrdinals: 'Start:i',
  StatefulSetPersistentVolumeClaimRetentionPolicy: 'WhenDeleted:s WhenScaled:s',
  StatefulSetSpec:
    'Replicas:i Selector:*LabelSelector Template:PodTemplateSpec VolumeClaimTemplates:[PersistentVolumeClaim ServiceName:s PodManagementPolicy:s UpdateStrategy:StatefulSetUpdateStrategy RevisionHistoryLimit:n MinReadySeconds:i PersistentVolumeClaimRetentionPolicy:*StatefulSetPersistentVolumeClaimRetentionPolicy Ordinals:*StatefulSetOrdinals',
  StatefulSetUpdateStrategy: 'Type:s RollingUpdate:*RollingUpdateStatefulSetStrategy',
  StorageClass:
    'kind:?s apiVersion:?s name:?s generateName:?s namespace:?s selfLink:?s uid:?s resourceVersion:?s generation:?i creationTimestamp:?n deletionTimestamp:?n deletionGracePeriodSeconds:?n labels:?n annotations:?n ownerReferences:?[OwnerReference finalizers:?n managedFields:?[ManagedFieldsEntry Provisioner:s Parameters:n ReclaimPolicy:n MountOptions:n AllowVolumeExpansion:n VolumeBindingMode:n AllowedTopologies:[TopologySelectorTerm',
  StorageOSPersistentVolumeSource:
    'VolumeName:s VolumeNamespace:s FSType=fsType:s ReadOnly:b SecretRef:*ObjectReference',
  StorageOSVolumeSource:
    'VolumeName:s VolumeNamespace:s FSType=fsType:s ReadOnly:b SecretRef:*LocalObjectReference',
  Subject: 'Kind:s User:*UserSubject Group:*GroupSubject ServiceAccount:*ServiceAccountSubject',
  SuccessPolicy: 'Rules:[SuccessPolicyRule',
  SuccessPolicyRule: 'SucceededIndexes:n SucceededCount:n',
  Sysctl: 'Name:s Value:s',
  TCPSocketAction: 'Port:i Host:s',
  Taint: 'Key:s Value:s Effect:s TimeAdded:n',
  SharedDeviceID: 'Driver:s Pool:s Device:s ShareID=shareID:s',
  TokenRequest: 'Audience:s ExpirationSeconds:n',
  Toleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:n',
  TopologySelectorLabelRequirement: 'Key:s Values:n',
  TopologySelectorTerm: 'MatchLabelExpressions:[TopologySelectorLabelRequirement',
  TopologySpreadConstraint:
    'MaxSkew:i TopologyKey:s WhenUnsatisfiable:s LabelSelector:*LabelSelector MinDomains:n NodeAffinityPolicy:n NodeTaintsPolicy:n MatchLabelKeys:n',
  TypedLocalObjectReference: 'APIGroup=apiGroup:n Kind:s Name:s',
  TypedObjectReference: 'APIGroup=apiGroup:n Kind:s Name:s Namespace:n',
  UncountedTerminatedPods: 'Succeeded:n Failed:n',
  UserSubject: 'Name:s',
  ValidatingAdmissionPolicySpec:
    'ParamKind:*ParamKind MatchConstraints:*MatchResources Validations:[Validation MatchConditions:[MatchCondition FailurePolicy:n AuditAnnotations:[AuditAnnotation Variables:[Variable',
  Validation: 'Expression:s Message:s Reason:n MessageExpression:s',
  Variable: 'Name:s Expression:s',
  Volume:
    'Name:s HostPath:*HostPathVolumeSource EmptyDir:*EmptyDirVolumeSource GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDiskVolumeSource AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource GitRepo:*GitRepoVolumeSource Secret:*SecretVolumeSource NFS=nfs:*NFSVolumeSource ISCSI=iscsi:*ISCSIVolumeSource Glusterfs:*GlusterfsVolumeSource PersistentVolumeClaim:*PersistentVolumeClaimVolumeSource RBD=rbd:*RBDVolumeSource Quobyte:*QuobyteVolumeSource FlexVolume:*FlexVolumeSource Cinder:*CinderVolumeSource CephFS=cephfs:*CephFSVolumeSource Flocker:*FlockerVolumeSource DownwardAPI:*DownwardAPIVolumeSource FC=fc:*FCVolumeSource AzureFile:*AzureFileVolumeSource ConfigMap:*ConfigMapVolumeSource VsphereVolume:*VsphereVirtualDiskVolumeSource AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource Projected:*ProjectedVolumeSource PortworxVolume:*PortworxVolumeSource ScaleIO:*ScaleIOVolumeSource StorageOS=storageos:*StorageOSVolumeSource CSI=csi:*CSIVolumeSource Ephemeral:*EphemeralVolumeSource Image:*ImageVolumeSource',
  VolumeAttachmentSource: 'PersistentVolumeName:n InlineVolumeSpec:*PersistentVolumeSpec',
  VolumeAttachmentSpec: 'Attacher:s Source:VolumeAttachmentSource NodeName:s',
  VolumeDevice: 'Name:s DevicePath:s',
  VolumeMount: 'Name:s ReadOnly:b RecursiveReadOnly:n MountPath:s SubPath:s MountPropagation:n SubPathExpr:s',
  VolumeNodeAffinity: 'Required:*NodeSelector',
  VolumeNodeResources: 'Count:n',
  VolumeProjection:
    'Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*ConfigMapProjection ServiceAccountToken:*ServiceAccountTokenProjection ClusterTrustBundle:*ClusterTrustBundleProjection PodCertificate:*PodCertificateProjection',
  VolumeResourceRequirements: 'Limits:n Requests:n',
  VsphereVirtualDiskVolumeSource: 'VolumePath:s FSType=fsType:s StoragePolicyName:s StoragePolicyID:s',
  WeightedPodAffinityTerm: 'Weight:i PodAffinityTerm:PodAffinityTerm',
  WindowsSecurityContextOptions:
    'GMSACredentialSpecName=gmsaCredentialSpecName:n GMSACredentialSpec=gmsaCredentialSpec:n RunAsUserName:n HostProcess:n',
  NonResourceAttributes: 'Path:s Verb:s',
}
