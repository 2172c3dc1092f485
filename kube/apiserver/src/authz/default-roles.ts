/**
 * The roles and bindings every cluster starts with.
 *
 * A rule is written `verbs : groups : resources : names`, each a list with commas; `read` stands for get, list and
 * watch, `write` for what changes objects, `-` for the core group. A rule that starts with `/` lists paths that may
 * be read.
 * @module
 */

const note = 'create,patch,update : -,events.k8s.io : events'

const editable =
  'configmaps,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy'
const scalable = 'daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale'
const visibleApps = 'daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status'
const visibleSets = 'replicasets,replicasets/scale,replicasets/status'

/** ClusterRoles for people and programs. */
export const clusterRoles: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['* : * : *', '* /*'],
  'system:aggregate-to-admin': [
    'create : authorization.k8s.io : localsubjectaccessreviews',
    'create,delete,deletecollection,get,list,patch,update,watch : rbac.authorization.k8s.io : rolebindings,roles',
  ],
  'system:aggregate-to-edit': [
    'read : - : pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy',
    'impersonate : - : serviceaccounts',
    'write : - : pods,pods/attach,pods/exec,pods/portforward,pods/proxy',
    'create : - : pods/eviction',
    `write : - : ${editable}`,
    'create : - : serviceaccounts/token',
    'write : -,events.k8s.io : events',
    `write : apps : ${scalable},statefulsets,statefulsets/scale`,
    'write : autoscaling : horizontalpodautoscalers',
    'write : batch : cronjobs,jobs',
    'write : extensions : daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale',
    'write : policy : poddisruptionbudgets',
    'write : networking.k8s.io : ingresses,networkpolicies',
    'create,delete,deletecollection,get,list,patch,update,watch : coordination.k8s.io : leases',
    'write : resource.k8s.io : resourceclaims,resourceclaimtemplates',
  ],
  'system:aggregate-to-view': [
    'read : - : configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status',
    'read : - : bindings,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status',
    'read : - : namespaces',
    'read : -,events.k8s.io : events',
    'read : discovery.k8s.io : endpointslices',
    `read : apps : controllerrevisions,${visibleApps},${visibleSets},statefulsets,statefulsets/scale,statefulsets/status`,
    'read : autoscaling : horizontalpodautoscalers,horizontalpodautoscalers/status',
    'read : batch : cronjobs,cronjobs/status,jobs,jobs/status',
    `read : extensions : ${visibleApps},ingresses,ingresses/status,networkpolicies,${visibleSets},replicationcontrollers/scale`,
    'read : policy : poddisruptionbudgets,poddisruptionbudgets/status',
    'read : networking.k8s.io : ingresses,ingresses/status,networkpolicies',
    'read : resource.k8s.io : resourceclaims,resourceclaims/status,resourceclaimtemplates',
  ],
  'system:auth-delegator': [
    'create : authentication.k8s.io : tokenreviews',
    'create : authorization.k8s.io : subjectaccessreviews',
  ],
  'system:basic-user': [
    'create : authorization.k8s.io : selfsubjectaccessreviews,selfsubjectrulesreviews',
    'create : authentication.k8s.io : selfsubjectreviews',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [
    'create : certificates.k8s.io : certificatesigningrequests/nodeclient',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [
    'create : certificates.k8s.io : certificatesigningrequests/selfnodeclient',
  ],
  'system:certificates.k8s.io:kube-apiserver-client-approver': [
    'approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client',
  ],
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': [
    'approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client-kubelet',
  ],
  'system:certificates.k8s.io:kubelet-serving-approver': [
    'approve : certificates.k8s.io : signers : kubernetes.io/kubelet-serving',
  ],
  'system:certificates.k8s.io:legacy-unknown-approver': [
    'approve : certificates.k8s.io : signers : kubernetes.io/legacy-unknown',
  ],
  'system:discovery': [
    '/api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/',
  ],
  'system:heapster': ['read : - : events,namespaces,nodes,pods', 'read : extensions : deployments'],
  'system:kube-aggregator': ['read : - : endpoints,services'],
  'system:kube-controller-manager': [
    note,
    'create : coordination.k8s.io : leases',
    'get,update : coordination.k8s.io : leases : kube-controller-manager',
    'create : - : secrets,serviceaccounts',
    'delete : - : secrets',
    'get : - : configmaps,namespaces,secrets,serviceaccounts',
    'update : - : secrets,serviceaccounts',
    'create : authentication.k8s.io : tokenreviews',
    'create : authorization.k8s.io : subjectaccessreviews',
    'list,watch : * : *',
    'create : - : serviceaccounts/token',
  ],
  'system:kube-dns': ['list,watch : - : endpoints,services'],
  'system:kube-scheduler': [
    note,
    'create : coordination.k8s.io : leases',
    'get,list,update,watch : coordination.k8s.io : leases : kube-scheduler',
    'create,delete,deletecollection,get,list,patch,update,watch : coordination.k8s.io : leasecandidates',
    'read : - : nodes',
    'delete,get,list,watch : - : pods',
    'create : - : bindings,pods/binding',
    'patch,update : - : pods/status',
    'read : - : replicationcontrollers,services',
    'read : apps,extensions : replicasets',
    'read : apps : statefulsets',
    'read : policy : poddisruptionbudgets',
    'read : - : persistentvolumeclaims,persistentvolumes',
    'create : authentication.k8s.io : tokenreviews',
    'create : authorization.k8s.io : subjectaccessreviews',
    'read : storage.k8s.io : csinodes',
    'read : storage.k8s.io : volumeattachments',
    'read : - : namespaces',
    'read : storage.k8s.io : csidrivers',
    'read : storage.k8s.io : csistoragecapacities',
    'read : resource.k8s.io : deviceclasses',
    'get,list,patch,update,watch : resource.k8s.io : resourceclaims',
    'get,list,patch,update,watch : resource.k8s.io : resourceclaims/status',
    'update : - : pods/finalizers',
    'read : resource.k8s.io : resourceslices',
    'create,delete : resource.k8s.io : resourceclaims',
    'patch,update : resource.k8s.io : resourceclaims/binding',
  ],
  'system:kubelet-api-admin': [
    'read : - : nodes',
    'proxy : - : nodes',
    '* : - : nodes/log,nodes/metrics,nodes/proxy,nodes/stats',
    '* : - : nodes/configz,nodes/healthz,nodes/pods',
  ],
  'system:monitoring': [
    '/flagz,/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*,/statusz',
    'get : - : nodes/metrics',
  ],
  'system:node': [
    'create : authentication.k8s.io : tokenreviews',
    'create : authorization.k8s.io : localsubjectaccessreviews,subjectaccessreviews',
    'read : - : services',
    'create,get,list,watch : - : nodes',
    'patch,update : - : nodes/status',
    'patch,update : - : nodes',
    note,
    'read : - : pods',
    'create,delete : - : pods',
    'patch,update : - : pods/status',
    'create : - : pods/eviction',
    'read : - : configmaps,secrets',
    'get : - : persistentvolumeclaims,persistentvolumes',
    'get : - : endpoints',
    'create,get,list,watch : certificates.k8s.io : certificatesigningrequests',
    'create,delete,get,patch,update : coordination.k8s.io : leases',
    'get : storage.k8s.io : volumeattachments',
    'create : - : serviceaccounts/token',
    'get,patch,update : - : persistentvolumeclaims/status',
    'read : storage.k8s.io : csidrivers',
    'create,delete,get,patch,update : storage.k8s.io : csinodes',
    'read : node.k8s.io : runtimeclasses',
    'get : resource.k8s.io : resourceclaims',
    'deletecollection : resource.k8s.io : resourceslices',
    'get : - : serviceaccounts',
  ],
  'system:node-bootstrapper': ['create,get,list,watch : certificates.k8s.io : certificatesigningrequests'],
  'system:node-problem-detector': ['get : - : nodes', 'patch : - : nodes/status', note],
  'system:node-proxier': [
    'list,watch : - : endpoints,services',
    'read : - : nodes',
    note,
    'list,watch : networking.k8s.io : servicecidrs',
    'list,watch : discovery.k8s.io : endpointslices',
  ],
  'system:persistent-volume-provisioner': [
    'create,delete,get,list,watch : - : persistentvolumes',
    'get,list,update,watch : - : persistentvolumeclaims',
    'read : storage.k8s.io : storageclasses',
    'watch : - : events',
    note,
  ],
  'system:public-info-viewer': ['/healthz,/livez,/readyz,/version,/version/'],
  'system:service-account-issuer-discovery': [
    '/.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/',
  ],
  'system:volume-scheduler': [
    'get,list,patch,update,watch : - : persistentvolumes',
    'read : storage.k8s.io : storageclasses',
    'get,list,patch,update,watch : - : persistentvolumeclaims',
  ],
}

const podMaker = 'create,delete,list,patch,watch : - : pods'
const everyVerb = 'create,delete,get,list,patch,update,watch'

/** The roles of controllers, which their ServiceAccounts in kube-system are bound to. */
export const controllerRoles: Readonly<Record<string, readonly string[]>> = {
  'attachdetach-controller': [
    'list,watch : - : persistentvolumeclaims,persistentvolumes',
    'read : - : nodes',
    'patch,update : - : nodes/status',
    'list,watch : - : pods',
    note,
    'create,delete,get,list,watch : storage.k8s.io : volumeattachments',
    'read : storage.k8s.io : csidrivers',
    'read : storage.k8s.io : csinodes',
  ],
  'certificate-controller': [
    'delete,get,list,watch : certificates.k8s.io : certificatesigningrequests',
    'update : certificates.k8s.io : certificatesigningrequests/approval,certificatesigningrequests/status',
    'approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client-kubelet',
    'sign : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown',
    'create : authorization.k8s.io : subjectaccessreviews',
    note,
  ],
  'clusterrole-aggregation-controller': [
    'escalate,get,list,patch,update,watch : rbac.authorization.k8s.io : clusterroles',
  ],
  'cronjob-controller': [
    'get,list,update,watch : batch : cronjobs',
    `${everyVerb} : batch : jobs`,
    'update : batch : cronjobs/status',
    'update : batch : cronjobs/finalizers',
    'delete,list,watch : - : pods',
    note,
  ],
  'daemon-set-controller': [
    'read : apps,extensions : daemonsets',
    'update : apps,extensions : daemonsets/status',
    'update : apps,extensions : daemonsets/finalizers',
    'list,watch : - : nodes',
    podMaker,
    'create : - : pods/binding',
    `${everyVerb} : apps : controllerrevisions`,
    note,
  ],
  'deployment-controller': [
    'get,list,update,watch : apps,extensions : deployments',
    'update : apps,extensions : deployments/status',
    'update : apps,extensions : deployments/finalizers',
    `${everyVerb} : apps,extensions : replicasets`,
    'get,list,update,watch : - : pods',
    note,
  ],
  'device-taint-eviction-controller': [
    'delete,get,list,watch : - : pods',
    'patch,update : - : pods/status',
    'read : resource.k8s.io : resourceclaims',
    'read : resource.k8s.io : resourceslices',
    'read : resource.k8s.io : deviceclasses',
    note,
  ],
  'disruption-controller': [
    'read : apps,extensions : deployments',
    'read : apps,extensions : replicasets',
    'read : - : replicationcontrollers',
    'read : policy : poddisruptionbudgets',
    'read : apps : statefulsets',
    'update : policy : poddisruptionbudgets/status',
    'patch,update : - : pods/status',
    'get : * : */scale',
    note,
  ],
  'endpoint-controller': [
    'read : - : pods,services',
    'create,delete,get,list,update,watch : - : endpoints',
    'create : - : endpoints/restricted',
    note,
  ],
  'endpointslice-controller': [
    'read : - : nodes,pods,services',
    'update : - : services/finalizers',
    'create,delete,get,list,update,watch : discovery.k8s.io : endpointslices',
    note,
  ],
  'endpointslicemirroring-controller': [
    'read : - : endpoints,services',
    'update : - : services/finalizers',
    'update : - : endpoints/finalizers',
    'create,delete,get,list,update,watch : discovery.k8s.io : endpointslices',
    note,
  ],
  'ephemeral-volume-controller': [
    'read : - : pods',
    'update : - : pods/finalizers',
    'create,get,list,watch : - : persistentvolumeclaims',
    note,
  ],
  'expand-controller': [
    'get,list,patch,update,watch : - : persistentvolumes',
    'patch,update : - : persistentvolumeclaims/status',
    'read : - : persistentvolumeclaims',
    note,
  ],
  'generic-garbage-collector': ['delete,get,list,patch,update,watch : * : *', note],
  'horizontal-pod-autoscaler': [
    'read : autoscaling : horizontalpodautoscalers',
    'update : autoscaling : horizontalpodautoscalers/status',
    'get,update : * : */scale',
    'list,watch : - : pods',
    'list,watch : metrics.k8s.io : pods',
    'read : custom.metrics.k8s.io : *',
    'read : external.metrics.k8s.io : *',
    note,
  ],
  'job-controller': [
    'get,list,patch,update,watch : batch : jobs',
    'update : batch : jobs/status',
    'update : batch : jobs/finalizers',
    podMaker,
    note,
  ],
  'legacy-service-account-token-cleaner': [
    'get : - : configmaps : kube-apiserver-legacy-service-account-token-tracking',
    'delete,patch : - : secrets',
  ],
  'namespace-controller': [
    'delete,get,list,watch : - : namespaces',
    'update : - : namespaces/finalize,namespaces/status',
    'delete,deletecollection,get,list,watch : * : *',
  ],
  'node-controller': [
    'delete,get,list,patch,update,watch : - : nodes',
    'patch,update : - : nodes/status',
    'patch,update : - : pods/status',
    'delete,get,list,watch : - : pods',
    note,
  ],
  'persistent-volume-binder': [
    'create,delete,get,list,update,watch : - : persistentvolumes',
    'update : - : persistentvolumes/status',
    'get,list,update,watch : - : persistentvolumeclaims',
    'update : - : persistentvolumeclaims/status',
    'create,delete,get,list,watch : - : pods',
    'read : storage.k8s.io : storageclasses',
    'list,watch : - : nodes',
    note,
    'watch : - : events',
  ],
  'pod-garbage-collector': ['delete,list,watch : - : pods', 'read : - : nodes', 'patch : - : pods/status'],
  'pv-protection-controller': ['get,list,update,watch : - : persistentvolumes', note],
  'pvc-protection-controller': [
    'get,list,update,watch : - : persistentvolumeclaims',
    'update : - : persistentvolumeclaims/status',
    'read : - : pods',
    note,
  ],
  'replicaset-controller': [
    'get,list,update,watch : apps,extensions : replicasets',
    'update : apps,extensions : replicasets/status',
    'update : apps,extensions : replicasets/finalizers',
    podMaker,
    note,
  ],
  'replication-controller': [
    'get,list,update,watch : - : replicationcontrollers',
    'update : - : replicationcontrollers/status',
    'update : - : replicationcontrollers/finalizers',
    podMaker,
    note,
  ],
  'resource-claim-controller': [
    'read : - : pods',
    'update : - : pods/finalizers',
    'create,delete,get,list,watch : resource.k8s.io : resourceclaims',
    'patch,update : resource.k8s.io : resourceclaims,resourceclaims/status',
    'patch,update : - : pods/status',
    note,
    'patch,update : resource.k8s.io : resourceclaims/binding',
  ],
  'resourcequota-controller': ['list,watch : * : *', 'update : - : resourcequotas/status', note],
  'root-ca-cert-publisher': ['create,update : - : configmaps', note],
  'route-controller': ['list,watch : - : nodes', 'patch : - : nodes/status', note],
  'selinux-warning-controller': [
    note,
    'read : - : persistentvolumes',
    'read : - : persistentvolumeclaims',
    'read : - : pods',
    'read : storage.k8s.io : csidrivers',
  ],
  'service-account-controller': ['create : - : serviceaccounts', note],
  'service-cidrs-controller': [
    'get,list,patch,update,watch : networking.k8s.io : servicecidrs',
    'patch,update : networking.k8s.io : servicecidrs/finalizers',
    'patch,update : networking.k8s.io : servicecidrs/status',
    'read : networking.k8s.io : ipaddresses',
    note,
  ],
  'service-controller': [
    'read : - : services',
    'patch,update : - : services/status',
    'list,watch : - : nodes',
    note,
  ],
  'statefulset-controller': [
    'list,watch : - : pods',
    'read : apps : statefulsets',
    'update : apps : statefulsets/status',
    'update : apps : statefulsets/finalizers',
    'create,delete,get,patch,update : - : pods',
    `${everyVerb} : apps : controllerrevisions`,
    'create,get,list,watch : - : persistentvolumeclaims',
    'delete,update : - : persistentvolumeclaims',
    'update : - : pods/finalizers',
    note,
  ],
  'ttl-after-finished-controller': ['delete,get,list,watch : batch : jobs', note],
  'ttl-controller': ['list,patch,update,watch : - : nodes', note],
  'validatingadmissionpolicy-status-controller': [
    'read : admissionregistration.k8s.io : validatingadmissionpolicies',
    'get,patch,update : admissionregistration.k8s.io : validatingadmissionpolicies/status',
    note,
  ],
  'volumeattributesclass-protection-controller': [
    'read : - : persistentvolumeclaims',
    'read : - : persistentvolumes',
    'get,list,update,watch : storage.k8s.io : volumeattributesclasses',
    note,
  ],
}

/** ClusterRoles whose rules are those of other ones with a label, and what label they carry themselves. */
export const aggregatedRoles = ['admin', 'edit', 'view'] as const

/** The labels that put a role's rules into an aggregated one. */
export const aggregatesTo: Readonly<Record<string, 'admin' | 'edit' | 'view'>> = {
  edit: 'admin',
  view: 'edit',
  'system:aggregate-to-admin': 'admin',
  'system:aggregate-to-edit': 'edit',
  'system:aggregate-to-view': 'view',
}

/** Who is bound to a ClusterRole: `Group:name` or `User:name`. */
export const clusterBindings: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['Group:system:masters'],
  'system:basic-user': ['Group:system:authenticated'],
  'system:discovery': ['Group:system:authenticated'],
  'system:kube-controller-manager': ['User:system:kube-controller-manager'],
  'system:kube-dns': ['ServiceAccount:kube-dns'],
  'system:kube-scheduler': ['User:system:kube-scheduler'],
  'system:monitoring': ['Group:system:monitoring'],
  'system:node': [],
  'system:node-proxier': ['User:system:kube-proxy'],
  'system:public-info-viewer': ['Group:system:authenticated', 'Group:system:unauthenticated'],
  'system:service-account-issuer-discovery': ['Group:system:serviceaccounts'],
  'system:volume-scheduler': ['User:system:kube-scheduler'],
}

const leader = [
  'create,get,list,update,watch : coordination.k8s.io : leases',
  'create,get,list,update,watch : coordination.k8s.io : leasecandidates',
]

/** Roles by `namespace/name`, with the binding's name if it differs, and who is bound. */
export const namespaceRoles: Readonly<
  Record<
    string,
    { readonly rules: readonly string[]; readonly subjects: readonly string[]; readonly binding?: string }
  >
> = {
  'kube-public/system:controller:bootstrap-signer': {
    rules: ['read : - : configmaps', 'update : - : configmaps : cluster-info', note],
    subjects: ['ServiceAccount:bootstrap-signer'],
  },
  'kube-system/extension-apiserver-authentication-reader': {
    rules: ['read : - : configmaps : extension-apiserver-authentication'],
    subjects: ['User:system:kube-controller-manager', 'User:system:kube-scheduler'],
    binding: 'system::extension-apiserver-authentication-reader',
  },
  'kube-system/system::leader-locking-kube-controller-manager': {
    rules: leader,
    subjects: ['User:system:kube-controller-manager', 'ServiceAccount:kube-controller-manager'],
  },
  'kube-system/system::leader-locking-kube-scheduler': {
    rules: leader,
    subjects: ['User:system:kube-scheduler', 'ServiceAccount:kube-scheduler'],
  },
  'kube-system/system:controller:bootstrap-signer': {
    rules: ['read : - : secrets'],
    subjects: ['ServiceAccount:bootstrap-signer'],
  },
  'kube-system/system:controller:cloud-provider': {
    rules: ['create,get,list,watch : - : configmaps'],
    subjects: ['ServiceAccount:cloud-provider'],
  },
  'kube-system/system:controller:token-cleaner': {
    rules: ['delete,get,list,watch : - : secrets', note],
    subjects: ['ServiceAccount:token-cleaner'],
  },
}
