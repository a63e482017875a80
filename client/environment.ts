/** What a session needs from where it runs. All of it can be replaced, which is how the tests hold time still. */
import { systemClock, type Clock } from "./clock.ts";
import { nextFrame, type Schedule } from "./notifier.ts";
import { browserSignals, type Signals } from "./signals.ts";
import { openWebSocket, type OpenSocket } from "./socket.ts";

export interface Environment {
  clock: Clock;
  signals: Signals;
  /** 0 to 1, as Math.random. */
  random: () => number;
  openSocket: OpenSocket;
  schedule: Schedule;
}

export function environment(replaced: Partial<Environment> = {}): Environment {
  return {
    clock: systemClock,
    signals: browserSignals(),
    random: Math.random,
    openSocket: openWebSocket,
    schedule: nextFrame,
    ...replaced,
  };
}
