/**
 * `node bench/bench.ts apiserver [N] [KUBE-APISERVER ETCD-URL]`: our API server, and a real one on an etcd that runs,
 * one after the other: start, memory, N ConfigMaps created, applied, patched, read, listed and watched, memory with ten
 * times as many and 500 watches, and the restart with those. Prints a Markdown table.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { usageOf } from '../processes.ts'
import { kubeApiserver, sluice } from './servers.ts'
import type { Subject } from './subject.ts'
import { openWatchers } from './watchers.ts'
import { type Figures, fill, measureWork } from './workload.ts'

/** Measures both servers, or only ours where no other is given. */
export async function benchApiserver(count: number, [binary, etcd]: readonly string[]): Promise<void> {
  const subjects = [sluice(), ...(binary && etcd ? [kubeApiserver(binary, etcd)] : [])]
  const columns: (readonly [string, Figures])[] = []
  for (const subject of subjects) {
    try {
      columns.push([subject.name, await measure(subject, count)])
    } finally {
      await subject.clear()
    }
  }
  console.log(table(columns))
}

async function measure(subject: Subject, count: number): Promise<Figures> {
  const starts: number[] = []
  for (let i = 0; i < 5; i++) {
    const server = await subject.start(true)
    starts.push(server.startup)
    await server.stop()
  }
  const server = await subject.start(true)
  starts.push(server.startup)
  await sleep(5000)
  const figures: Figures = {
    'start to readiness, best of 6, ms': Math.round(Math.min(...starts)),
    'memory at rest, MiB': usageOf(server.pid).rss,
  }
  Object.assign(figures, await measureWork(server, count))
  figures['memory after that, MiB'] = usageOf(server.pid).rss
  await fill(server, count, count * 10)
  const watchers = await openWatchers(server, 'bench', 500)
  await sleep(5000)
  figures[`memory with ${count * 10} objects and 500 watches, MiB`] = usageOf(server.pid).rss
  figures['CPU until here, s'] = Math.round(usageOf(server.pid).cpu)
  watchers.close()
  await server.stop()
  const again = await subject.start(false)
  figures['start again with those, ms'] = Math.round(again.startup)
  await again.stop()
  return figures
}

function table(columns: readonly (readonly [string, Figures])[]): string {
  const [first] = columns
  const rows = Object.keys(first?.[1] ?? {}).map(
    name => `| ${name} | ${columns.map(([, figures]) => figures[name] ?? '').join(' | ')} |`,
  )
  const names = columns.map(([name]) => name)
  return [`| | ${names.join(' | ')} |`, `|---|${names.map(() => '---').join('|')}|`, ...rows].join('\n')
}
