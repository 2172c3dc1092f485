{{- define "helper" -}}
helper of {{ .Release.Name | default "nobody" }}
{{- end -}}
{{- define "nested.one" -}}
one:{{ include "nested.two" .v }}:{{ include "helper" .root }}
{{- end -}}
{{- define "nested.two" -}}
two {{ . }}
{{- end -}}
{{- define "with-vars" -}}
{{- $sum := 0 -}}
{{- range $i, $v := . -}}
{{- $sum = add $sum (mul $i $v) -}}
{{- end -}}
{{- $sum -}}
{{- end -}}
{{- define "empty" -}}
{{- end -}}
{{- define "mutates" -}}
{{- $_ := set . "mutated" "set in a helper" -}}
{{- end -}}
{{- define "yaml-map" -}}
key: [value, 1]
{{- end -}}
{{- define "yaml-list" -}}
- first
- second
{{- end -}}
{{- define "inner" }}<{{ . }}>{{ end -}}
{{- define "recursive" -}}
{{- if gt (int .) 0 -}}{{ . }},{{ template "recursive" (sub (int .) 1) }}{{- end -}}
{{- end -}}
{{- define "fails" -}}
{{ fail "from a helper" }}
{{- end -}}
{{- define "calls-fails" -}}
{{ include "fails" . }}
{{- end -}}
