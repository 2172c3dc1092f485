import { styleText } from 'node:util'

/** Tells a person what the sandbox does, as it does it. Colours only on a terminal. */
export interface Narrator {
  title(text: string): void
  /** A part that is up, what there is to know of it, and how long it took. */
  done(part: string, detail: string, ms?: number): void
  /** Something that happened in the cluster, `ms` after the start. */
  happened(ms: number, subject: string, message: string, isGood: boolean): void
  line(text?: string): void
  /** A command one can paste, with a word on what it shows. */
  command(text: string, shows: string): void
}

/** A narrator that writes lines to `write`. */
export function narratorTo(write: (line: string) => void, isTerminal: boolean): Narrator {
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    isTerminal ? styleText(format, text, { validateStream: false }) : text
  return {
    title: text => write(`\n${style('bold', text)}\n`),
    done: (part, detail, ms) =>
      write(
        `  ${style('green', '✔')} ${part.padEnd(18)} ${detail}${ms === undefined ? '' : style('dim', `  ${formatMs(ms)}`)}`,
      ),
    happened: (ms, subject, message, isGood) =>
      write(
        `  ${style('dim', formatMs(ms).padStart(8))}  ${style(isGood ? 'green' : 'red', isGood ? '●' : '✗')} ${subject}  ${style('dim', firstLines(message))}`,
      ),
    line: text => write(text ?? ''),
    command: (text, shows) => write(`  ${style('cyan', text)}\n      ${style('dim', shows)}`),
  }
}

/** `240 ms`, `1.92 s`. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

/** An event may list many objects: the first three lines tell enough. */
function firstLines(message: string): string {
  const lines = message.split('\n')
  const rest = lines.length > 3 ? ` and ${lines.length - 3} more` : ''
  return `${lines.slice(0, 3).join(', ')}${rest}`
}
