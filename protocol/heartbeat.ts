/** Sent as they are, not as JSON: answered by the platform without waking anybody. */
export const PING = "ping";
export const PONG = "pong";
/** How a frame `echo` begins, which goes back as it came: whoever has read it has read all before it. */
export const ECHO = '{"type":"echo"';
