/** The files of a chart of a web service, with names and labels made by helpers as most charts make them. */
export function chartFiles(folder: string, name: string): Readonly<Record<string, string>> {
  const files: Readonly<Record<string, string>> = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.2.3\nappVersion: "4.5"\n`,
    'values.yaml': values,
    'templates/_helpers.tpl': helpers.replaceAll('NAME', name),
    'templates/deployment.yaml': deployment.replaceAll('NAME', name),
    'templates/service.yaml': service.replaceAll('NAME', name),
    'templates/serviceaccount.yaml': account.replaceAll('NAME', name),
    'templates/configmap.yaml': settings.replaceAll('NAME', name),
    'templates/hpa.yaml': autoscaler.replaceAll('NAME', name),
    'templates/ingress.yaml': ingress.replaceAll('NAME', name),
  }
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))
}

const values = `replicaCount: 1
image: {repository: example.com/web, tag: "", pullPolicy: IfNotPresent}
nameOverride: ""
fullnameOverride: ""
serviceAccount: {create: true, annotations: {}, name: ""}
podAnnotations: {}
securityContext: {runAsNonRoot: true, runAsUser: 1000}
service: {type: ClusterIP, port: 80}
ingress: {enabled: false, className: "", hosts: [{host: web.example.com, paths: [/]}]}
resources: {requests: {cpu: 100m, memory: 128Mi}}
autoscaling: {enabled: false, minReplicas: 1, maxReplicas: 10, targetCPU: 80}
nodeSelector: {}
tolerations: []
config: {}
`
const helpers = `{{- define "NAME.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "NAME.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}
{{- define "NAME.selector" -}}
app.kubernetes.io/name: {{ include "NAME.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "NAME.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{ include "NAME.selector" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
`
const head = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: {{ include "NAME.fullname" . }}
  labels:
    {{- include "NAME.labels" . | nindent 4 }}
`
const deployment = `${head('apps/v1', 'Deployment')}spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "NAME.selector" . | nindent 6 }}
  template:
    metadata:
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      labels:
        {{- include "NAME.selector" . | nindent 8 }}
    spec:
      serviceAccountName: {{ default (include "NAME.fullname" .) .Values.serviceAccount.name }}
      containers:
        - name: {{ .Chart.Name }}
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          ports:
            - {name: http, containerPort: {{ .Values.service.port }}}
          envFrom:
            - configMapRef: {name: {{ include "NAME.fullname" . }}}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
`
const service = `${head('v1', 'Service')}spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "NAME.selector" . | nindent 4 }}
  ports:
    - {name: http, port: {{ .Values.service.port }}, targetPort: http}
`
const account = `{{- if .Values.serviceAccount.create }}
${head('v1', 'ServiceAccount')}{{- end }}
`
const settings = `${head('v1', 'ConfigMap')}data:
  {{- range $key, $value := .Values.config }}
  {{ $key }}: {{ $value | quote }}
  {{- end }}
`
const autoscaler = `{{- if .Values.autoscaling.enabled }}
${head('autoscaling/v2', 'HorizontalPodAutoscaler')}spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "NAME.fullname" . }}}
  minReplicas: {{ .Values.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ .Values.autoscaling.targetCPU }}}}
{{- end }}
`
const ingress = `{{- if .Values.ingress.enabled }}
${head('networking.k8s.io/v1', 'Ingress')}spec:
  {{- with .Values.ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  rules:
    {{- range .Values.ingress.hosts }}
    - host: {{ .host | quote }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ . }}
            pathType: Prefix
            backend: {service: {name: {{ include "NAME.fullname" $ }}, port: {name: http}}}
          {{- end }}
    {{- end }}
{{- end }}
`
