import { whenNpmEnds } from "./stop-with-npm.ts";

/**
 * Stops in order on Ctrl-C, SIGTERM, a closed terminal, or when the npm that started it ends. Miniflare listens too, and ends the process before
 * anything asynchronous is done, so its listeners go; a second signal finds no listener and ends the process at once. Before it is said that the
 * server is ready: who hears that may send a signal in the same moment.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = () => {
    if (isStopping) return;
    isStopping = true;
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const others = process.listeners(signal);
    process.once(signal, end);
    // After ours is there: a signal that comes while nobody listens is lost.
    for (const other of others) process.removeListener(signal, other);
  }
  whenNpmEnds(end);
}
