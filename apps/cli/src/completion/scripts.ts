/** A shell with completion. */
export type Shell = 'bash' | 'fish' | 'powershell' | 'zsh'

/** A script that completes `program` by asking it. Answers are a candidate a line, then `:<directive>`. */
export function completionScript(shell: Shell, program: string): string {
  return scripts[shell].replaceAll('PROGRAM', program)
}

const bash = `# bash completion for PROGRAM
_PROGRAM() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line
  local -a words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  COMPREPLY=()
  while IFS='' read -r line; do
    [[ "$line" == :* ]] && break
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete "\${words[@]}" "$current" 2>/dev/null)
}
complete -o default -F _PROGRAM PROGRAM
`

const zsh = `#compdef PROGRAM
# zsh completion for PROGRAM
_PROGRAM() {
  local line
  local -a found
  while IFS='' read -r line; do
    [[ "$line" == :* ]] && break
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${line#*$'\\t'}:+:}\${\${(M)line:#*$'\\t'*}:+\${line#*$'\\t'}}")
  done < <("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe 'PROGRAM' found
}
compdef _PROGRAM PROGRAM
`

const fish = `# fish completion for PROGRAM
function __PROGRAM_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] __complete $words[2..-1] 2>/dev/null)
    string match -q ':*' -- $line; and break
    echo $line
  end
end
complete -c PROGRAM -f -a '(__PROGRAM_complete)'
`

const powershell = `# powershell completion for PROGRAM
Register-ArgumentCompleter -Native -CommandName PROGRAM -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -eq '') { $words += '' }
  foreach ($line in (& PROGRAM __complete @words 2>$null)) {
    if ($line.StartsWith(':')) { break }
    $name, $text = $line -split "\`t", 2
    if (-not $text) { $text = $name }
    [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $text)
  }
}
`

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell }
