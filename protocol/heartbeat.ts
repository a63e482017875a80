/** Sent as they are, not as JSON: answered by the platform without waking anybody. */
export const PING = "ping";
export const PONG = "pong";
