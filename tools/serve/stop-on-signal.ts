/**
 * Stops in order on Ctrl-C, SIGTERM or a closed terminal. Miniflare and wrangler listen too, and end the process before anything
 * asynchronous is done, so theirs go; a second signal finds no listener and ends the process at once. Before it is said that the
 * server is ready: who hears that may send a signal in the same moment.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const others = process.listeners(signal);
    process.once(signal, () => {
      void stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
    // After ours is there: a signal that comes while nobody listens is lost.
    for (const other of others) process.removeListener(signal, other);
  }
}
