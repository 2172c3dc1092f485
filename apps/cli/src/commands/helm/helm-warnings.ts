import type { Warn } from '@sluice/helm/render'
import type { Surroundings } from '../../context.ts'

/** Prints warnings as Helm does: structured ones as they are, others behind date and time. */
export function printWarnings({ err, now }: Pick<Surroundings, 'err' | 'now'>): Warn {
  return ({ form, text }) => err(form === 'log' ? `${logTime(now())} ${text}\n` : `${text}\n`)
}

function logTime(now: number): string {
  const date = new Date(now)
  const pad = (value: number) => String(value).padStart(2, '0')
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('/')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':')}`
}
