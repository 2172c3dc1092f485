/**
 * `node bench/bench.ts apiserver [N] [KUBE-APISERVER ETCD-URL]`: our API server, and a real one on an etcd that runs,
 * one after the other: start, memory, N ConfigMaps created, applied, patched, read, listed and watched, memory with ten
 * times as many, and with 500 watches besides, and the restart with those. Prints a Markdown table.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { usageOf } from '../processes.ts'
import { summarize } from '../statistics.ts'
import { kubeApiserver, sluice } from './servers.ts'
import type { Running, Subject } from './subject.ts'
import { openWatchers } from './watchers.ts'
import { type Figures, fill, measureLongList, measureWork } from './workload.ts'

/** Measures both servers, or only ours where no other is given. */
export async function benchApiserver(count: number, [binary, etcd]: readonly string[]): Promise<void> {
  const subjects = [sluice(), ...(binary && etcd ? [kubeApiserver(binary, etcd)] : [])]
  const columns: (readonly [string, Figures])[] = subjects.map(({ name }) => [name, {}])
  try {
    await measureStarts(subjects, columns)
    for (const [i, subject] of subjects.entries()) await measure(subject, count, columns[i]?.[1] ?? {})
  } finally {
    for (const subject of subjects) await subject.clear()
  }
  console.log(table(columns))
}

/** In turn, so that what else the machine does slows both. */
async function measureStarts(
  subjects: readonly Subject[],
  columns: readonly (readonly [string, Figures])[],
): Promise<void> {
  const starts = subjects.map((): number[] => [])
  for (let i = 0; i < 6; i++) {
    for (const [j, subject] of subjects.entries()) {
      const server = await subject.start(true)
      starts[j]?.push(server.startup)
      await server.stop()
    }
  }
  for (const [j, [, figures]] of columns.entries()) {
    const { min, p50 } = summarize(starts[j] ?? [])
    figures['start to readiness, best of 6, ms'] = Math.round(min)
    figures['start to readiness, median, ms'] = Math.round(p50)
  }
}

async function measure(subject: Subject, count: number, figures: Figures): Promise<void> {
  const server = await subject.start(true)
  await noteMemory('at rest', server, subject, figures)
  Object.assign(figures, await measureWork(server, count))
  await noteMemory('after that', server, subject, figures)
  await fill(server, count, count * 10)
  await noteMemory(`with ${count * 10} objects`, server, subject, figures)
  Object.assign(figures, await measureLongList(server))
  const watchers = await openWatchers(server, 'bench', 500)
  await noteMemory(`with ${count * 10} objects and 500 watches`, server, subject, figures)
  figures['CPU until here, s'] = Math.round(usageOf(server.pid).cpu)
  watchers.close()
  await server.stop()
  const again = await subject.start(false)
  figures['start again with those, ms'] = Math.round(again.startup)
  await again.stop()
}

/** Once nobody has wanted anything for a while. */
async function noteMemory(when: string, { pid }: Running, subject: Subject, figures: Figures): Promise<void> {
  await sleep(15_000)
  const { rss, own } = usageOf(pid)
  figures[`memory ${when}, MiB`] = rss
  figures[`of it its own, ${when}, MiB`] = own
  figures[`of a storage besides, ${when}, MiB`] = await subject.storage()
}

function table(columns: readonly (readonly [string, Figures])[]): string {
  const [first] = columns
  const rows = Object.keys(first?.[1] ?? {}).map(
    name => `| ${name} | ${columns.map(([, figures]) => figures[name] ?? '').join(' | ')} |`,
  )
  const names = columns.map(([name]) => name)
  return [`| | ${names.join(' | ')} |`, `|---|${names.map(() => '---').join('|')}|`, ...rows].join('\n')
}
