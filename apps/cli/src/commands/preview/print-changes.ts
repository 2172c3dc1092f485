import type { Change } from './compare.ts'

/** Forms of a report. */
export const outputs = ['diff', 'json', 'markdown'] as const

const signs = { created: '+', changed: '±', deleted: '-', orphaned: '○' } as const

/** The changes as text, by who makes them. */
export function printChanges(changes: readonly Change[], output: (typeof outputs)[number] | ''): string {
  switch (output) {
    case 'json':
      return `${JSON.stringify({ changes, summary: countsOf(changes) }, undefined, 2)}\n`
    case 'markdown':
      return markdown(changes)
    default:
      return changes.length > 0 ? `${sections(changes).map(section).join('\n')}\n${summary(changes)}\n` : ''
  }
}

type Section = readonly [owner: string, changes: readonly Change[]]

function sections(changes: readonly Change[]): readonly Section[] {
  return [...Map.groupBy(changes, change => change.owner)]
}

function section([owner, changes]: Section): string {
  const lines = changes.map(({ diff, ...change }) => {
    const details = diff ? `\n${diff.trimEnd().replace(/^(?=.)/gm, '    ')}\n` : ''
    return `  ${signs[change.action]} ${nameOf(change)} ${change.action}${details}`
  })
  return `► ${owner}\n${lines.join('\n').trimEnd()}\n`
}

function markdown(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing would change in the cluster.\n'
  const parts = sections(changes).map(([owner, own]) => {
    const rows = own.map(change => `| ${change.action} | \`${nameOf(change)}\` |\n`).join('')
    return `### ${owner}\n\n| | object |\n|---|---|\n${rows}${own.map(details).join('')}`
  })
  return `**${summary(changes)}**\n\n${parts.join('\n')}`
}

function details(change: Change): string {
  if (!change.diff) return ''
  const fence = '`'.repeat(Math.max(3, ...[...change.diff.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  const body = `${fence}diff\n${change.diff.trimEnd()}\n${fence}`
  return `\n<details><summary>${nameOf(change)}</summary>\n\n${body}\n\n</details>\n`
}

function nameOf({ kind, namespace, name }: Omit<Change, 'diff'>): string {
  return [kind, namespace, name].filter(Boolean).join('/')
}

function countsOf(changes: readonly Change[]): Readonly<Record<Change['action'], number>> {
  const counts = { created: 0, changed: 0, deleted: 0, orphaned: 0 }
  for (const { action } of changes) counts[action]++
  return counts
}

function summary(changes: readonly Change[]): string {
  return Object.entries(countsOf(changes))
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${action}`)
    .join(', ')
}
