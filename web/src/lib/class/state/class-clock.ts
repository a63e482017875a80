/** The one clock of this page, by which the server's sockets tell the time. */
import { ServerClock } from "../../../../../client/clock.ts";
import { clockWasSet, followClock } from "../../base/server-clock.ts";

/** Less is the time that a frame takes to come. */
const NOTICED_MS = 30_000;

class ClassClock extends ServerClock {
  override observe(now: number): void {
    const before = this.now();
    super.observe(now);
    if (Math.abs(this.now() - before) > NOTICED_MS) clockWasSet();
  }
}

export const classClock = new ClassClock();
followClock(() => classClock.now());
