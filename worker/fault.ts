/** What may be said of a fault in the log: what went wrong and where in the program, and nothing of what people entered. */

/** The words of the platform. Drizzle's own repeat the query and its parameters, which are what people entered. */
export function faultOf(error: Error): string {
  const { cause } = error;
  const isQuery = error.message.startsWith("Failed query:");
  // A text that is no JSON is quoted by the error that says so.
  if (error instanceof SyntaxError) return error.name;
  const said = isQuery && cause instanceof Error ? cause.message : error.message;
  return `${error.name}: ${said.split("\nparams:")[0] ?? ""}`;
}

/** The places in the program, without the message that stands above them. */
export function placesIn(error: Error): string[] {
  const { message, stack = "" } = error;
  const below = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  return below
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "));
}
