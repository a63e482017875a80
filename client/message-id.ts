/** A new message's id: a UUID, version 7 (RFC 9562), holding `now` (milliseconds, by the server's clock: see `ServerClock`). */
export function mintMessageId(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // 48 bits of time, four of version, two of variant; the rest is chance.
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, "0");
  const chance = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = "89ab"[(bytes[0] ?? 0) & 3] ?? "8";
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(13, 16)}-${variant}${chance.slice(17, 20)}-${chance.slice(20)}`;
}
