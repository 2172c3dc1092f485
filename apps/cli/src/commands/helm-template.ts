import { command } from '../parser/command.ts'

/** Renders a chart; until the engine is there, it says so. */
export const helmTemplate = command({
  summary: 'Render a Helm chart (not available yet)',
  usage: '[name] [chart]',
  flags: {},
  run: async () => {
    throw new Error('helm template is not available in this version of sluice yet')
  },
})
