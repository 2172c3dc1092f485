import type { RecordedHook, ReleaseInfo, ReleaseRecord } from '@sluice/helm/release'

/** A record while an action works on it; what is stored is a copy of the moment. */
export class Working {
  #record: ReleaseRecord

  constructor(record: ReleaseRecord) {
    this.#record = record
  }

  get record(): ReleaseRecord {
    return this.#record
  }

  setInfo(fields: Partial<ReleaseInfo>): void {
    this.#record = { ...this.#record, info: { ...this.#record.info, ...fields } }
  }

  setHooks(hooks: readonly RecordedHook[]): void {
    this.#record = { ...this.#record, hooks }
  }

  /** Changes one hook, which is known by its place. */
  setHook(index: number, fields: Partial<RecordedHook>): void {
    this.setHooks(this.#record.hooks.map((hook, i) => (i === index ? { ...hook, ...fields } : hook)))
  }
}
