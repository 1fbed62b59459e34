/** Where a frame of a stack is, as `file:line:column`: V8's frames with and without a function's name, and those of other browsers. */
function placeOf(frame: string): string | undefined {
  const [, place] =
    /\((.*:\d+:\d+)\)$/.exec(frame) ??
    /^\s*at (?:async )?(.*:\d+:\d+)$/.exec(frame) ??
    /@(.*:\d+:\d+)$/.exec(frame) ??
    [];
  return place?.replace(/^file:\/\//, "");
}

/** The places of the frames that call this, innermost first. */
function stack(): string[] {
  const limits = Error as { stackTraceLimit?: number };
  const limit = limits.stackTraceLimit;
  // Modules within modules are many frames deep.
  if (limit !== undefined) limits.stackTraceLimit = 200;
  const frames = new Error().stack?.split("\n") ?? [];
  if (limit !== undefined) limits.stackTraceLimit = limit;
  return frames.map(placeOf).filter((place) => place !== undefined);
}

/**
 * The line of user code that is running, as `file:line:column`: the innermost frame outside the library. Installed packages are told by their
 * folder, those of the workspace by standing beside this one; nothing where everything is bundled to one file.
 */
export function callSite(): string | undefined {
  const places = stack();
  const [, packages] = /^(.*\/)graph\/(?:src|dist)\/[^/]+$/.exec(places[0] ?? "") ?? [];
  const [own] = places[0]?.split(/:\d+:\d+$/) ?? [];
  return places.find((place) => {
    if (place.startsWith("node:") || place.includes("/node_modules/")) return false;
    if (packages === undefined) return !place.startsWith(`${own}:`);
    return !(
      place.startsWith(packages) && /^[^/]+\/(?:src|dist)\//.test(place.slice(packages.length))
    );
  });
}
