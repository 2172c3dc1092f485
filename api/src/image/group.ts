/** What the kinds of image.toolkit.fluxcd.io have in common. @module */
import { object, required, string } from '../schema/index.ts'

export const imageGroup = {
  group: 'image.toolkit.fluxcd.io',
  version: 'v1',
  categories: ['all', 'fluxcd', 'fluxcd-images'],
} as const

/** An image reference in its parts. */
export const imageReference = object('An image', {
  name: required(string('The image without its tag')),
  tag: required(string('The tag')),
  digest: string('The digest'),
})
