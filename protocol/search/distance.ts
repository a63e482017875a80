/** How far two words are apart. Pure. */

/** Letters to be changed, put in, taken out or exchanged with their neighbour, to get from one word to the other. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let [before, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row?.[j] ?? 9) + 1, (next[j - 1] ?? 9) + 1, (row?.[j - 1] ?? 9) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before?.[j - 2] ?? 9) + 1);
      next.push(best);
    }
    [before, row] = [row, next];
  }
  return row?.[b.length] ?? 9;
}
