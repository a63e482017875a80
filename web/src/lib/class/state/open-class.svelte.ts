/** Which class is open in this tab, and how far it is from being on screen. */
import { WorkspaceSession } from "../../../../../client/index.ts";
import type { WorkspaceEvent } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { classClock } from "./class-clock.ts";
import { inReadersLanguage } from "../../base/texts/refusals.ts";
import { me } from "../account/account.svelte.ts";
import { opening } from "../account/opening.ts";
import { remembered } from "../account/remembered.ts";
import { WorkspaceState } from "./workspace.svelte.ts";

/** Nothing came for this long: say so, and go on trying. */
const SLOW_MS = 5_000;

class OpenClass {
  current = $state.raw<WorkspaceState | null>(null);
  /** It cannot be opened, or is over: removed, signed out, not there. */
  refusal = $state.raw<Refusal | null>(null);
  isSlow = $state(false);
  /** What is refused was on the screen until now. */
  wasOpen = false;
  #wanted: string | null = null;
  /** What is told of the account before somebody is here who says it: it is told once, and stands in no list. */
  #untold: WorkspaceEvent[] | null = null;
  #stop: () => void = () => undefined;

  /** Opens the class unless it is open already. Who is signed in comes with it: one request for the first paint. */
  open(workspace: string): void {
    if (this.#wanted === workspace && !this.refusal) return;
    this.close();
    this.#wanted = workspace;
    const first = opening.bootstrapOf(workspace);
    const session = new WorkspaceSession({ api: me.api, workspace, first, serverClock: classClock });
    this.#untold = [];
    session.onEvent((event) => event.type === "accountNotice" && this.#untold?.push(event));
    const unsubscribe = session.subscribe(() => this.#look(session));
    const stopWatch = this.#watchSlow();
    this.#stop = () => {
      stopWatch();
      unsubscribe();
      session.close();
    };
    session.open();
  }

  /** By who says it from now on. */
  takeUntold(): WorkspaceEvent[] {
    const untold = this.#untold ?? [];
    this.#untold = null;
    return untold;
  }

  #watchSlow(): () => void {
    const slow = setTimeout(() => (this.isSlow = this.current === null), SLOW_MS);
    return () => clearTimeout(slow);
  }

  #look(session: WorkspaceSession): void {
    const { state, ended } = session.snapshot();
    if (ended) {
      if (ended.code === "session_ended" || ended.code === "not_signed_in") me.forget();
      // Which classes are mine is no longer what was known.
      else void me.refresh();
      this.#stop();
      this.wasOpen = this.current !== null;
      this.current = null;
      this.refusal = inReadersLanguage(ended);
      if (ended.code === "not_found" && remembered.workspace === this.#wanted) remembered.workspace = null;
      return;
    }
    if (this.current) return this.current.refresh();
    if (!state) return;
    if (!me.account) me.accept(state.account);
    this.isSlow = false;
    remembered.workspace = state.workspace.id;
    const current = new WorkspaceState(me.api, state.account, session, state);
    current.refresh();
    this.current = current;
  }

  /** Opens the class of the channel in the address, the one last used, or any of mine. False: there is none. */
  async openLastUsed(): Promise<boolean> {
    const stopWatch = this.#watchSlow();
    const asked = await opening.answer();
    stopWatch();
    if (asked?.bootstrap) {
      this.open(asked.bootstrap.workspace.id);
      return true;
    }
    opening.drop();
    if (asked?.account === null) {
      me.forget();
      return true;
    }
    if (remembered.workspace !== null) {
      this.open(remembered.workspace);
      return true;
    }
    await me.ask();
    const first = me.account?.workspaces[0];
    if (first) this.open(first.id);
    return first !== undefined || me.signInState !== "in";
  }

  /** Signed out, or on the way to another class. */
  close(): void {
    this.#stop();
    this.#stop = () => undefined;
    this.#wanted = null;
    this.refusal = null;
    this.current = null;
    this.isSlow = false;
  }
}

export const openClass = new OpenClass();
