/** Stands where the app has its router: what leads elsewhere leads to PLACE, in a tab of its own. */
export function goto(address: string): Promise<void> {
  window.open(address, "_blank", "noopener");
  return Promise.resolve();
}
