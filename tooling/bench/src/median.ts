/** Milliseconds that one call takes: the median of `rounds` calls, after `warmup` calls that are not counted. */
export function median(
  call: () => unknown,
  { rounds = 30, warmup = 5 }: { rounds?: number; warmup?: number } = {},
): number {
  for (let round = 0; round < warmup; round++) call();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[rounds >> 1]!;
}
