import type { ApiHandler, PathParams, Resource } from "#domain/api-message.ts";

/** `route`: pattern of the resource. */
export type Found = { answer: ApiHandler; params: PathParams; route: string };

type Pattern = { route: string; segments: readonly string[]; answer: ApiHandler };

/** Priority: fixed path, path with parameters, tree. Paths with an empty part (`//`, trailing slash) match nothing. */
export const createFinder = (resources: readonly Resource[]): ((path: string) => Found | null) => {
  const trees = resources
    .filter(({ path }) => path.endsWith("/*"))
    .map(({ path, answer }) => ({ root: path.slice(0, -2), route: path, answer }));
  const fixed = new Map<string, ApiHandler>(
    resources.filter(({ path }) => !/[{*]/.test(path)).map(({ path, answer }) => [path, answer]),
  );
  const patterns = resources
    .filter(({ path }) => path.includes("{"))
    .map(({ path, answer }): Pattern => ({ route: path, segments: path.split("/"), answer }));
  return (path) => {
    const answer = fixed.get(path);
    if (answer) return { answer, params: {}, route: path };
    if (path.endsWith("/") || path.includes("//")) return null;
    const segments = path.split("/");
    for (const pattern of patterns) {
      const params = match(pattern.segments, segments);
      if (params) return { answer: pattern.answer, params, route: pattern.route };
    }
    const tree = trees.find(({ root }) => path === root || path.startsWith(`${root}/`));
    return tree ? { answer: tree.answer, params: {}, route: tree.route } : null;
  };
};

const match = (pattern: readonly string[], segments: readonly string[]): PathParams | null => {
  if (pattern.length !== segments.length) return null;
  const params: PathParams = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = decodeURIComponent(segment);
    else if (part !== segment) return null;
  }
  return params;
};
