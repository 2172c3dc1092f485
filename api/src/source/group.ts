/** What the kinds of source.toolkit.fluxcd.io have in common. @module */
export const sourceGroup = {
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
} as const
