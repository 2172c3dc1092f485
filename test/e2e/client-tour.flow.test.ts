/** The real kubectl against the embedded API server: a day's everyday invocations, their output checked. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Clients, skipClients } from './support/clients.ts'

/** One invocation, without `kubectl`. Words are split at blanks unless they are given as a list. */
interface Stop {
  readonly run: string | readonly string[]
  readonly stdin?: string
  /** The whole of standard output, or what it must contain. */
  readonly says?: string | RegExp
  /** What it fails with. */
  readonly fails?: RegExp
}

let clients: Clients
before(async () => {
  if (!skipClients) clients = await Clients.start()
})
after(() => clients?.stop())

/** A tour of stops in a namespace of its own. */
function tour(does: string, namespace: string, stops: readonly Stop[]): void {
  test(`kubectl ${does}`, { skip: skipClients }, async () => {
    await clients.kubectl(['create', 'namespace', namespace])
    for (const stop of stops) await visit(stop, namespace)
  })
}

async function visit({ run, stdin, says, fails }: Stop, namespace: string): Promise<void> {
  const words = typeof run === 'string' ? run.split(' ') : run
  const { code, stdout, stderr } = await clients.kubectl(['-n', namespace, ...words], stdin)
  const shown = `kubectl ${words.join(' ')}\n${stdout}${stderr}`
  if (fails) {
    assert.notEqual(code, 0, shown)
    assert.match(stderr + stdout, fails, shown)
    return
  }
  assert.equal(code, 0, shown)
  if (typeof says === 'string') assert.equal(stdout, says, shown)
  else if (says) assert.match(stdout, says, shown)
}

const configMap = (values: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: web}}
data: {${values}}
`
const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: "example.com/web:1", ports: [{containerPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`

tour('looks around', 'looks', [
  { run: 'version', says: /Server Version: v1\./ },
  { run: 'cluster-info', says: /control plane.* is running at/ },
  { run: 'api-resources', says: /^deployments +deploy +apps\/v1 +true +Deployment$/m },
  { run: 'api-versions', says: /^apiextensions.k8s.io\/v1$/m },
  { run: 'explain deployment.spec.replicas', says: /FIELD: replicas <integer>/ },
  { run: 'get namespaces', says: /^kube-system +Active +\d+s$/m },
  { run: 'get --raw /readyz', says: 'ok' },
  { run: 'auth whoami', says: /system:masters/ },
  { run: 'auth can-i create deployments', says: 'yes\n' },
  { run: 'get configmaps nothing', fails: /configmaps "nothing" not found/ },
  { run: 'get nonsense', fails: /the server doesn't have a resource type "nonsense"/ },
])

tour('applies, diffs and replaces', 'applies', [
  { run: 'apply -f -', stdin: configMap('a: "1"'), says: 'configmap/settings created\n' },
  { run: 'apply -f -', stdin: configMap('a: "1"'), says: 'configmap/settings unchanged\n' },
  { run: 'diff -f -', stdin: configMap('a: "2"'), fails: /^- {2}a: "1"\n\+ {2}a: "2"$/m },
  {
    run: 'apply -f - --dry-run=server',
    stdin: configMap('a: "2"'),
    says: 'configmap/settings configured (server dry run)\n',
  },
  { run: 'apply -f -', stdin: configMap('b: "2"'), says: 'configmap/settings configured\n' },
  { run: 'get configmap settings -o jsonpath={.data}', says: '{"b":"2"}' },
  { run: 'replace -f -', stdin: configMap('c: "3"'), says: 'configmap/settings replaced\n' },
  {
    run: 'apply -f -',
    stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nstuff: 1\n',
    fails: /strict decoding error: unknown field "stuff"/,
  },
  { run: 'delete configmap settings', says: /configmap "settings" deleted/ },
])

tour('applies server-side', 'server-side', [
  {
    run: 'apply --server-side -f -',
    stdin: configMap('a: "1"'),
    says: 'configmap/settings serverside-applied\n',
  },
  {
    run: 'apply --server-side --field-manager=other -f -',
    stdin: configMap('a: "2"'),
    fails: /Apply failed with 1 conflict: conflict with "kubectl": \.data\.a/,
  },
  {
    run: 'apply --server-side --field-manager=other --force-conflicts -f -',
    stdin: configMap('a: "2"'),
    says: 'configmap/settings serverside-applied\n',
  },
  { run: 'get configmap settings -o jsonpath={.data.a}', says: '2' },
  {
    run: 'get configmap settings --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}',
    says: /other/,
  },
])

tour('reads in every shape', 'reads', [
  { run: 'apply -f -', stdin: web, says: 'deployment.apps/web created\nservice/web created\n' },
  { run: 'rollout status deployment/web --timeout=30s', says: /successfully rolled out/ },
  { run: 'get deployments', says: /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 +\d+s\n$/ },
  {
    run: 'get deployment web -o wide',
    says: /CONTAINERS +IMAGES +SELECTOR\n.*example.com\/web:1 +app=web\n$/,
  },
  { run: 'get pods -l app=web --no-headers', says: /^(web-\S+ +1\/1 +Running +0 +\d+s\n){2}$/ },
  { run: 'get all', says: /^service\/web +ClusterIP/m },
  { run: 'get deployment,service -o name', says: 'deployment.apps/web\nservice/web\n' },
  {
    run: 'get services -o custom-columns=N:.metadata.name,P:.spec.ports[0].port',
    says: 'N     P\nweb   80\n',
  },
  {
    run: 'get configmaps --field-selector metadata.name=kube-root-ca.crt -o name',
    says: 'configmap/kube-root-ca.crt\n',
  },
  { run: 'get deployment web -o yaml', says: /^kind: Deployment$/m },
  { run: 'describe deployment web', says: /^Replicas: +2 desired \| 2 updated \| 2 total \| 2 available/m },
  { run: 'describe service web', says: /^Port: +<unset> +80\/TCP$/m },
  { run: 'get deployments --show-labels', says: /app=web\n$/ },
])

tour('changes what is there', 'changes', [
  { run: 'apply -f -', stdin: web },
  {
    run: [
      'patch',
      'deployment',
      'web',
      '-p',
      '{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"example.com/web:2"}]}}}}',
    ],
    says: 'deployment.apps/web patched\n',
  },
  {
    run: ['patch', 'deployment', 'web', '--type=merge', '-p', '{"spec":{"minReadySeconds":1}}'],
    says: 'deployment.apps/web patched\n',
  },
  {
    run: [
      'patch',
      'deployment',
      'web',
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/spec/minReadySeconds"}]',
    ],
    says: 'deployment.apps/web patched\n',
  },
  {
    run: ['patch', 'deployment', 'web', '--type=merge', '-p', '{"spec":{}}'],
    says: 'deployment.apps/web patched (no change)\n',
  },
  { run: 'label deployment web tier=front', says: 'deployment.apps/web labeled\n' },
  { run: 'label deployment web tier=back', fails: /already has a value \(front\), and --overwrite is false/ },
  { run: 'annotate deployment web note=hello', says: 'deployment.apps/web annotated\n' },
  { run: 'scale deployment web --replicas=3', says: 'deployment.apps/web scaled\n' },
  { run: 'set image deployment/web web=example.com/web:3', says: 'deployment.apps/web image updated\n' },
  { run: 'set env deployment/web MODE=fast', says: 'deployment.apps/web env updated\n' },
  { run: 'rollout status deployment/web --timeout=30s', says: /successfully rolled out/ },
  { run: 'rollout history deployment/web', says: /^REVISION +CHANGE-CAUSE$/m },
  { run: 'rollout undo deployment/web', says: 'deployment.apps/web rolled back\n' },
  { run: 'rollout restart deployment/web', says: 'deployment.apps/web restarted\n' },
  {
    run: 'wait --for=condition=Available deployment/web --timeout=30s',
    says: 'deployment.apps/web condition met\n',
  },
  {
    run: 'wait --for=jsonpath={.spec.replicas}=3 deployment/web --timeout=10s',
    says: 'deployment.apps/web condition met\n',
  },
  {
    run: 'autoscale deployment web --min=1 --max=5',
    says: /horizontalpodautoscaler.autoscaling\/web autoscaled/,
  },
  {
    run: ['patch', 'deployment', 'web', '-p', '{"spec":{"selector":{"matchLabels":{"app":"x"}}}}'],
    fails: /field is immutable/,
  },
  { run: 'delete deployment web --wait=false', says: /deployment.apps "web" deleted/ },
  { run: 'wait --for=delete deployment/web --timeout=30s' },
])

tour('creates by flags', 'creates', [
  { run: 'create configmap c --from-literal=a=1', says: 'configmap/c created\n' },
  { run: 'create configmap c', fails: /configmaps "c" already exists/ },
  { run: 'create secret generic s --from-literal=p=q', says: 'secret/s created\n' },
  { run: 'get secret s -o jsonpath={.data.p}', says: 'cQ==' },
  { run: 'create serviceaccount robot', says: 'serviceaccount/robot created\n' },
  {
    run: 'create role reader --verb=get,list --resource=configmaps',
    says: 'role.rbac.authorization.k8s.io/reader created\n',
  },
  {
    run: 'create rolebinding readers --role=reader --serviceaccount=creates:robot',
    says: 'rolebinding.rbac.authorization.k8s.io/readers created\n',
  },
  { run: 'auth can-i list configmaps --as=system:serviceaccount:creates:robot', says: 'yes\n' },
  { run: 'auth can-i delete configmaps --as=system:serviceaccount:creates:robot', fails: /^no$/m },
  { run: 'create token robot', says: /^[\w-]+\.[\w-]+\.[\w-]+$/ },
  { run: 'create job once --image=example.com/job:1', says: 'job.batch/once created\n' },
  {
    run: ['create', 'cronjob', 'nightly', '--image=example.com/job:1', '--schedule=0 3 * * *'],
    says: 'cronjob.batch/nightly created\n',
  },
  { run: 'create ingress i --rule=a.example.com/*=web:80', says: 'ingress.networking.k8s.io/i created\n' },
  { run: 'create quota q --hard=configmaps=50', says: 'resourcequota/q created\n' },
  { run: 'create priorityclass high --value=1000', says: 'priorityclass.scheduling.k8s.io/high created\n' },
  { run: 'run one --image=example.com/one:1', says: 'pod/one created\n' },
  { run: 'wait --for=condition=Ready pod/one --timeout=30s', says: 'pod/one condition met\n' },
  { run: 'describe pod one', says: /^Status: +Running$/m },
  { run: 'events', says: /(LAST SEEN|No events found)/ },
  { run: 'delete pod one --now', says: /pod "one" deleted/ },
  { run: 'delete configmap,secret --all', says: /secret "s" deleted/ },
])

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.tour.example.com}
spec:
  group: tour.example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}}
      additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {size: {type: integer, minimum: 1, default: 3}}}
            status: {type: object, properties: {phase: {type: string}}}
`
const widget = (spec: string) => `apiVersion: tour.example.com/v1
kind: Widget
metadata: {name: w}
spec: {${spec}}
`

tour('defines and uses a kind', 'defines', [
  { run: 'apply -f -', stdin: definition, says: /widgets.tour.example.com created/ },
  { run: 'wait --for=condition=Established crd/widgets.tour.example.com --timeout=10s' },
  { run: 'apply -f -', stdin: widget(''), says: 'widget.tour.example.com/w created\n' },
  { run: 'get wd', says: 'NAME   SIZE\nw      3\n' },
  {
    run: 'apply -f -',
    stdin: widget('size: 0'),
    fails: /spec.size in body should be greater than or equal to 1/,
  },
  {
    run: ['patch', 'widget', 'w', '--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Up"}}'],
    says: 'widget.tour.example.com/w patched\n',
  },
  { run: 'get widget w -o jsonpath={.status.phase}', says: 'Up' },
  { run: 'explain widget.spec', says: /size\t<integer>/ },
  { run: 'delete crd widgets.tour.example.com', says: /deleted/ },
  { run: 'get widgets', fails: /could not find the requested resource|doesn't have a resource type/ },
])
