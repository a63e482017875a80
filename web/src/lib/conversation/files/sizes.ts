/** Sizes of files in words. */
import { locale } from "../../base/texts/language.ts";

const kilobytes = new Intl.NumberFormat(locale, { style: "unit", unit: "kilobyte", useGrouping: false });
const megabytes = new Intl.NumberFormat(locale, {
  ...{ style: "unit", unit: "megabyte", minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false },
});

export const sizeInWords = (bytes: number): string =>
  bytes < 1_000_000 ? kilobytes.format(Math.max(1, Math.round(bytes / 1000))) : megabytes.format(bytes / 1_000_000);
