declare module "subset-font" {
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: {
      targetFormat: "woff2" | "sfnt";
      variationAxes?: Record<string, { min: number; max: number }>;
      /** Entries of the `name` table, by number, which are left out otherwise. */
      preserveNameIds?: number[];
    },
  ): Promise<Buffer>;
}
