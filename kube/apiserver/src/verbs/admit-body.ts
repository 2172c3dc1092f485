/** Admission of what is posted to a subresource and not stored as such: a Binding, an Eviction, a TokenRequest. @module */
import type { JsonObject } from '@sluice/base/json'
import { mutate, validate } from '../admission/chain.ts'
import { admissionOf } from './create.ts'
import type { WriteContext } from './write-context.ts'

/** Asks the chain about a body; gives the body as the chain leaves it. */
export async function admitBody(context: WriteContext, name: string, body: JsonObject): Promise<JsonObject> {
  const admission = { ...admissionOf(context, body), name }
  const object = (await mutate(admission)) ?? body
  await validate({ ...admission, object })
  return object
}
