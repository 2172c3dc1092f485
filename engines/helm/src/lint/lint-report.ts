/** How bad a finding is; Helm fails on errors, and with `--strict` on warnings. */
export type Severity = 'INFO' | 'WARNING' | 'ERROR'

/** One finding. */
export interface Finding {
  readonly severity: Severity
  /** The file or folder it is about. */
  readonly path: string
  readonly text: string
}

/** As Helm prints a finding. */
export function formatFinding({ severity, path, text }: Finding): string {
  return `[${severity}] ${path}: ${text}`
}

/** Collects findings. */
export class LintReport {
  readonly findings: Finding[] = []

  /** Notes what a rule found, if anything; whether there was nothing. */
  check(severity: Severity, path: string, problem: string | undefined): boolean {
    if (problem !== undefined) this.findings.push({ severity, path, text: problem })
    return problem === undefined
  }
}
