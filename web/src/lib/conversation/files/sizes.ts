/** Sizes of files in words. */
import { locale } from "../../base/texts/language.ts";

const kilobytes = new Intl.NumberFormat(locale, { style: "unit", unit: "kilobyte", useGrouping: false });
const withTenths = (unit: "megabyte" | "gigabyte") =>
  new Intl.NumberFormat(locale, {
    ...{ style: "unit", unit, minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false },
  });
const megabytes = withTenths("megabyte");
const gigabytes = withTenths("gigabyte");

/** @param bytes rounded, so that none reads as a thousand of its unit */
export const sizeInWords = (bytes: number): string =>
  bytes < 999_500
    ? kilobytes.format(Math.max(1, Math.round(bytes / 1000)))
    : bytes < 999_950_000
      ? megabytes.format(bytes / 1_000_000)
      : gigabytes.format(bytes / 1_000_000_000);
