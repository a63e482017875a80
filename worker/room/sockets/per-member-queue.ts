/** Work of one person is done in the order it came, also when a piece of it waits. Where nothing waits, it is done at once. */
export class PerMemberQueue {
  readonly #waiting = new Map<string, Promise<void>>();

  /** @throws what `work` throws, when it runs at once; a later failure goes to `onFault` */
  take(who: string, work: () => void | Promise<void>, onFault: (error: unknown) => void): void {
    const before = this.#waiting.get(who);
    const result = before ? before.then(work) : work();
    if (!result) return;
    const done: Promise<void> = result.catch(onFault).finally(() => {
      if (this.#waiting.get(who) === done) this.#waiting.delete(who);
    });
    this.#waiting.set(who, done);
  }
}
