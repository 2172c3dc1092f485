/** Flags that a group of commands shares, apart from the commands, so that parsing needs no command's file. @module */
import { choice, duration, list, text, toggle } from '../parser/flags.ts'

/** Flags of every `get`. */
export const getFlags = {
  'all-namespaces': toggle('list the objects of all namespaces', { short: 'A' }),
  'label-selector': text('list only objects with these labels', '', { short: 'l' }),
  'no-header': toggle('leave out the header'),
  output: choice('how to print', ['wide', 'name', 'json', 'yaml'], {
    initial: '',
    short: 'o',
    refusal: value => `unknown output '${value}'`,
  }),
  'status-selector': text('list only objects with this condition, as in ready=false or ready!=true'),
  watch: toggle('go on and print each change', { short: 'w' }),
} as const

/** Flags of every `suspend`. */
export const suspendFlags = { all: toggle('suspend every object of the kind in the namespace') } as const

/** Flags of every `resume`. */
export const resumeFlags = {
  all: toggle('resume every object of the kind in the namespace'),
  wait: toggle('wait until the objects are reconciled'),
} as const

/** Flags of every `delete`. */
export const deleteFlags = { silent: toggle('delete without asking', { short: 's' }) } as const

/** Flags of every `export`. */
export const exportFlags = { all: toggle('export every object of the kind in the namespace') } as const

/** Flags of `export source`. */
export const exportSourceFlags = {
  ...exportFlags,
  'with-credentials': toggle('export the Secrets that the sources name, too'),
} as const

/** Flags of every `create`. */
export const createFlags = {
  interval: duration('how often to reconcile', 60_000),
  export: toggle('print the manifest instead of applying it'),
  label: list('labels of the object, key=value'),
} as const

/** Flags of `create source`. */
export const createSourceFlags = {
  ...createFlags,
  'fetch-timeout': duration('how long a fetch may take'),
} as const
