import { type FieldError, invalid, required, tooLong } from '../../status/index.ts'
import { dnsSubdomainErrors } from '../values/names.ts'

const longest = 63

/** What is wrong with the name of a driver of volumes or devices; capitals are accepted. */
export function* driverNameErrors(name: string, field: string): Generator<FieldError> {
  if (!name) return yield required(field)
  if (name.length > longest) yield tooLong(field, longest)
  for (const error of dnsSubdomainErrors(name.toLowerCase())) yield invalid(field, name, error)
}
