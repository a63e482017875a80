/** The one line that posts a message from a terminal. */
interface Posting {
  /** This site, such as `https://place.example`. */
  origin: string;
  channel: string;
  token: string;
  body: string;
}

/** As one word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** For a POSIX shell. The token stands where a variable would be read, so that `$PLACE_TOKEN` may stand for it. */
export function curlLine({ origin, channel, token, body }: Posting): string {
  return [
    `curl "${origin}/api/channels/${channel}/messages"`,
    `-H "Authorization: Bearer ${token}"`,
    `-H "Content-Type: application/json"`,
    `-d ${quoted(JSON.stringify({ body }))}`,
  ].join(" ");
}
