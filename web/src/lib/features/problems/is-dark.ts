/** What of a `color-scheme` that is shown: one that names both leaves it to the device. */
export const isDark = (scheme: string, deviceIsDark: boolean): boolean =>
  scheme.includes("dark") && (!scheme.includes("light") || deviceIsDark);
