import {
  capture,
  Node,
  printShape,
  type Reach,
  reach,
  sizeOf,
  Storage,
  type Variable,
} from "@chainrule/graph";
import { countRun, programFor } from "./programs.ts";
import { isGone, Survey } from "./survey.ts";
import { checkUntraced } from "./trace.ts";
import {
  type Assignment,
  type Assignments,
  isOpen,
  kept,
  keepWaiting,
  pending,
  scalars,
  setPending,
} from "./waiting.ts";

/** Whether assignments are only tried, inside `recordAssignments`: what is built meanwhile sees them, and no run carries them out. */
let trying = false;

/** Whether assignments are only tried now. */
export function isTrying(): boolean {
  return trying;
}

/** How many scalars may wait after a run. */
const mostScalars = 512;

/** The node that a use of a parameter means: its newest version, after running what is pending. */
export function parameterNode(variable: Variable): Node {
  const assignment = pending.get(variable);
  if (assignment === undefined) return variable.leaf;
  if (trying) return (assignment.tried ??= Node.tried(variable, assignment.expression));
  run([]);
  return variable.leaf;
}

/**
 * Runs `f` and drops the assignments it makes. What `f` builds and reads sees them; parameters and state keep their values.
 * Assignments that were pending before are carried out first. For transformations that call a function more than once.
 *
 * ```ts
 * import { State, withoutAssignments } from "@chainrule/tensor";
 *
 * const count = new State(0);
 * withoutAssignments(() => {
 *   count.assign(count.add(1));
 *   return count.item();
 * }); // => 1
 * count.item(); // => 0
 * ```
 */
export function withoutAssignments<T>(f: () => T): T {
  return recordAssignments(f).result;
}

/** Runs `f` as `withoutAssignments` does, and returns the assignments it made. */
export function recordAssignments<T>(f: () => T): { result: T; assignments: Assignment[] } {
  const nested = trying;
  if (!nested) run([]);
  const before = pending;
  setPending(new Map(before));
  trying = true;
  try {
    const result = f();
    return { result, assignments: [...pending.values()] };
  } finally {
    setPending(before);
    trying = nested;
  }
}

/** The storage of a node's elements, computed first where they are not yet. */
export function valueOf(node: Node): Storage {
  checkUntraced(node);
  if (node.value === null) run([node]);
  return node.value!;
}

/** The value of `node` in a storage that nobody else has. */
export function evaluate(node: Node): Storage {
  // A copy of what is on the host needs no program, and must not carry out what is pending. It is no traced value either.
  const host = node.value?.host;
  if (host) return Storage.of(node.dtype, host.slice());
  checkUntraced(node, true);
  return run([], [copyOf(node)])[0]!;
}

/** A node with the same value that a program writes to a storage of its own. */
function copyOf(node: Node): Node {
  return Node.apply("identity", [node], { marker: "detach" });
}

/** Throws where one of `nodes` is built on a version that is gone. */
function checkReadable(what: string, nodes: readonly Node[], survey: Survey): void {
  const lost = nodes.find((node) => survey.isLost(node));
  if (lost === undefined) return;
  const { shape, variable } = reach([lost]).given.find(isGone)!;
  throw new Error(
    `${what}: it was built on a value of ${variable?.name ?? "a tensor"} ${printShape(shape)} that has been replaced, and was never computed; read it before the assignment runs, or mark it with keep().`,
  );
}

/**
 * Computes `wanted`, and with it all that the rules of state say belongs to the same run; gives the values of `copies`, in storages that only the caller
 * has.
 */
function run(wanted: readonly Node[], copies?: readonly Node[]): Storage[] {
  const storages = runOnce(wanted, copies);
  // A scalar that nobody reads would otherwise hold what it was built on for as long as its variables keep their values. It is computed rather than
  // dropped: it may still be read.
  while (scalars.length > mostScalars) {
    const oldest = scalars.shift()!;
    if (!new Survey([oldest], new Set()).isLost(oldest)) runOnce([oldest]);
  }
  return storages;
}

/** One program: what is wanted, and the assignments that wait. They are all made, or dropped where it fails. */
function runOnce(wanted: readonly Node[], copies: readonly Node[] = []): Storage[] {
  for (const node of wanted) checkUntraced(node);
  const reads = wanted.filter(isOpen);
  const replaced: Assignments = trying ? new Map() : pending;
  if (reads.length === 0 && copies.length === 0 && replaced.size === 0) return [];
  const assignments = [...replaced.values()];
  const expressions = assignments.map(({ expression }) => expression);
  const survey = surveyFor([...expressions, ...copies], reads, replaced);
  checkReadable("read", [...reads, ...copies], survey);
  if (assignments.length > 0) setPending(new Map());
  try {
    checkReadable("assign", expressions, survey);
    return execute(reads, copies, assignments, survey);
  } catch (error) {
    if (assignments.length === 0) throw error;
    throw droppedError(assignments, error);
  }
}

/**
 * The survey of `roots` and `reads`, and of what may be computed along with them. What is read comes last: as a rule it was met before then, so that a
 * program has the same structure whatever of it is read.
 */
function surveyFor(
  roots: readonly Node[],
  reads: readonly Node[],
  replaced: Pick<ReadonlySet<Variable>, "has">,
): Survey {
  keepWaiting(isOpen);
  return new Survey([...roots, ...kept, ...scalars, ...reads], replaced);
}

function droppedError(assignments: readonly Assignment[], error: unknown): Error {
  const names = assignments.slice(0, 3).map(({ variable }) => variable.name);
  const more = assignments.length > 3 ? ` and ${assignments.length - 3} more` : "";
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(
    `run: it failed, and the assignments to ${names.join(", ")}${more} were dropped: ${reason}`,
    { cause: error },
  );
}

/** Decides what else belongs to the program, runs it, and gives the values to nodes and variables; returns those of `copies`. */
function execute(
  reads: readonly Node[],
  copies: readonly Node[],
  assignments: readonly Assignment[],
  survey: Survey,
): Storage[] {
  const values = new Set(reads);
  for (const { expression, used } of assignments) {
    if (used && isOpen(expression)) values.add(expression);
  }
  addWaiting(values, survey);
  const { given, open } = survey.need([
    ...values,
    ...copies,
    ...assignments.map(({ expression }) => expression),
  ]);
  // Scalars that the program computes on its way are kept too.
  for (const scalar of scalars) if (survey.isNeeded(scalar)) values.add(scalar);
  // In one order, whoever asked for which, so that equal programs have equal structures.
  const ordered = [...values].toSorted((a, b) => a.id - b.id);
  const stale = ordered.filter((node) => survey.becomesStale(node));

  const expressions = ownedExpressions(assignments, values);
  const copied = expressions.filter((node, i) => node !== assignments[i]!.expression);
  // They are no longer waiting, whatever happens now: one that cannot be computed must not fail every run after this one.
  keepWaiting((node) => !values.has(node));
  const results = [...ordered, ...copies];
  const storages = perform(
    [...results, ...expressions],
    [...results.map(() => null), ...assignments.map(({ variable }) => variable.leaf)],
    { given, open: [...open, ...copied] },
  );
  ordered.forEach((node, i) => {
    node.value = storages[i]!;
  });
  assignments.forEach(({ variable }, i) => {
    variable.replace(storages[results.length + i]!);
  });
  for (const node of stale) node.forget();
  forgetGone(ordered, assignments.length > 0);
  return storages.slice(ordered.length, results.length);
}

/**
 * Adds to `values` what waits and is computed now: what is kept, and scalars built on a version about to be replaced. What cannot be computed any more
 * waits no longer.
 */
function addWaiting(values: Set<Node>, survey: Survey): void {
  keepWaiting((node) => !survey.isLost(node));
  for (const node of kept) values.add(node);
  for (const scalar of scalars) if (survey.becomesStale(scalar)) values.add(scalar);
}

/**
 * The expressions of assignments, as nodes whose storages the variables can own: what somebody else has, or another variable gets, is
 * copied.
 */
export function ownedExpressions(
  assignments: readonly Assignment[],
  values: ReadonlySet<Node>,
): Node[] {
  const taken = new Set(values);
  return assignments.map(({ expression }) => {
    const shared = expression.value !== null || taken.has(expression);
    taken.add(expression);
    return shared ? copyOf(expression) : expression;
  });
}

/** Compiles and runs the program of `roots`, which take the places of the leaves in `replaces`: gives all their values, or throws. */
function perform(
  roots: readonly Node[],
  replaces: readonly (Node | null)[],
  reached: Reach,
): Storage[] {
  const captured = capture(roots, replaces, reached);
  const program = programFor(captured);
  const inputs = captured.leaves.map((leaf) => leaf.value!);
  const outputs = roots.map(({ dtype, shape }) => Storage.empty(dtype, sizeOf(shape)));
  program.run(inputs, outputs);
  countRun();
  return outputs;
}

/**
 * Before `variables` are replaced from outside a run: computes what a run that replaced them would, the scalars built on them and
 * what was asked to be kept.
 */
export function beforeReplacing(variables: readonly Variable[]): void {
  run([]);
  if (kept.length === 0 && scalars.length === 0) return;
  const survey = surveyFor([], [], new Set(variables));
  const values = new Set<Node>();
  addWaiting(values, survey);
  run([...values]);
}

/** Computed nodes built on a variable, which forget their inputs when it is replaced: the last `mostComputed` of them. */
let computed: Node[] = [];
const mostComputed = 32;

/** Has computed nodes forget what they were built on where that is gone, which it may be if variables were `replaced`. */
function forgetGone(values: readonly Node[], replaced: boolean): void {
  for (const node of values) {
    if (node.isDetach) node.forget();
    else if (node.stateful && !node.forgotten) computed.push(node);
  }
  if (replaced && computed.length > 0) {
    for (const node of new Survey(computed, new Set(), true).lost) {
      if (node.value !== null) node.forget();
    }
    computed = computed.filter((node) => !node.forgotten);
  }
  computed = computed.slice(-mostComputed);
}

/** After they were: lets go of what was built on their former values. */
export function afterReplacing(): void {
  forgetGone([], true);
}
