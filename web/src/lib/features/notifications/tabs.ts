/** The tabs of one class in this browser, kept apart by the browser's own locks: one of them notifies, and none while one is in view. */

export class Tabs {
  readonly #viewed: string;
  readonly #end = new AbortController();
  #leads = false;
  #endView: (() => void) | null = null;

  /** @param key the same in every tab of the class. */
  constructor(key: string) {
    this.#viewed = `place.viewed.${key}`;
    if (!("locks" in navigator)) {
      this.#leads = true;
      return;
    }
    navigator.locks
      .request(`place.notifies.${key}`, { signal: this.#end.signal }, () => {
        this.#leads = true;
        return new Promise<void>((done) => this.#end.signal.addEventListener("abort", () => done()));
      })
      // Ended before it was its turn.
      .catch(() => undefined);
    document.addEventListener("visibilitychange", this.#look);
    this.#look();
  }

  /** This tab is the one that notifies. */
  get leads(): boolean {
    return this.#leads;
  }

  /** The class is in view in this tab or in another one. */
  async inView(): Promise<boolean> {
    if (document.visibilityState === "visible") return true;
    if (!("locks" in navigator)) return false;
    const { held } = await navigator.locks.query();
    return held?.some(({ name }) => name === this.#viewed) === true;
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#look);
    this.#end.abort();
    this.#endView?.();
    this.#endView = null;
  }

  readonly #look = (): void => {
    const isVisible = document.visibilityState === "visible";
    if (isVisible === (this.#endView !== null)) return;
    if (!isVisible) {
      this.#endView?.();
      this.#endView = null;
      return;
    }
    const ended = new Promise<void>((done) => (this.#endView = done));
    void navigator.locks.request(this.#viewed, { mode: "shared" }, () => ended);
  };
}
