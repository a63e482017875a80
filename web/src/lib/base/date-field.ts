/** Times as a field for date and time has them: on the clock of this device, without a zone. */

const two = (part: number) => String(part).padStart(2, "0");

/** `2026-11-20T09:05`. @param at milliseconds since 1970 */
export function toField(at: number): string {
  const local = new Date(at);
  const day = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${day}T${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** Milliseconds since 1970; null where the field is not filled in. */
export function fromField(value: string): number | null {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}
