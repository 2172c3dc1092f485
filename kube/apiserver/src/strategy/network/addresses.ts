/** Addresses of Services and endpoints. @module */
import { systemUser } from '../../authn/user.ts'
import { type FieldError, invalid } from '../../status/index.ts'
import type { StrategyContext } from '../strategy.ts'
import { addressBits, ipMessage, isIp } from '../values/ip.ts'

/** An address that older fields take, with leading zeros too. */
export function* legacyIpErrors(address: string, field: string): Generator<FieldError> {
  if (!isIp(address)) yield invalid(field, address, ipMessage)
}

/** An address that no endpoint can have. This server publishes its own, which usually is a loopback address. */
export function* endpointIpErrors(
  address: string,
  field: string,
  context: StrategyContext,
): Generator<FieldError> {
  if (context.user === systemUser) return
  if (!isIp(address)) return yield invalid(field, address, 'must be a valid IP address')
  const isSix = address.includes(':')
  const bits = addressBits(address)
  const found = (why: string) => invalid(field, address, why)
  if (bits === 0n) yield found(`may not be unspecified (${address})`)
  if (isSix ? bits === 1n : bits >> 24n === 127n) {
    yield found('may not be in the loopback range (127.0.0.0/8, ::1/128)')
  }
  if (isSix ? bits >> 118n === 0x3fan : bits >> 16n === 0xa9fen) {
    yield found('may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  }
  if (isSix ? bits >> 112n === 0xff02n : bits >> 8n === 0xe00000n) {
    yield found('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')
  }
}
