import { GoObject, type GoValue } from '@sluice/gotemplate'

/** Sprig's certificate with its key, both PEM: the fields `Cert` and `Key`. */
export class CertificateObject extends GoObject {
  readonly typeName = 'sprig.certificate'
  readonly kind = 'struct'
  readonly certificate: string
  readonly key: string

  constructor(certificate: string, key: string) {
    super()
    this.certificate = certificate
    this.key = key
  }

  override field(name: string): ReturnType<GoObject['field']> {
    if (name === 'Cert') return this.certificate
    return name === 'Key' ? this.key : super.field(name)
  }

  override marshal(): GoValue {
    return { Cert: this.certificate, Key: this.key }
  }

  print(): string {
    return `{${this.certificate} ${this.key}}`
  }
}
