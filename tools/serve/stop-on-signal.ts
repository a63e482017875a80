/**
 * Stops in order on Ctrl-C, SIGTERM or a closed terminal. Miniflare and wrangler listen too, and end the process before
 * anything asynchronous is done, so theirs go; a second signal finds no listener and ends the process at once.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      void stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}
