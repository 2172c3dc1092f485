import { command } from '../parser/command.ts'

/** `help` is turned into `--help` before commands are looked up; this is how it shows in lists. */
export const help = command({
  summary: 'Show help for a command',
  usage: '[command]',
  flags: {},
  run: async () => {},
})
