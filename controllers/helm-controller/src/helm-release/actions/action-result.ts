/** What an action came to; `notBegun` says why, if it failed before anything of it was stored. */
export type ActionResult = 'done' | { readonly notBegun: string }
