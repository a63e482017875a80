/** Recovery codes that were just made, for as long as this page is open: they are told once and kept nowhere else. */
class RecoveryCodes {
  codes = $state.raw<readonly string[] | null>(null);

  keep(codes: readonly string[] | undefined): void {
    if (codes) this.codes = codes;
  }

  /** Their owner has them. */
  drop(): void {
    this.codes = null;
  }
}

export const recoveryCodes = new RecoveryCodes();
