import jsonata from "jsonata";

/** What a task calls: the API's answer to these arguments. A refusal is thrown as a `TaskError`. */
export type Api = (args: Readonly<Record<string, unknown>>) => unknown;

/** An error as Step Functions names it. */
export class TaskError extends Error {
  constructor(
    readonly error: string,
    readonly reason: string,
  ) {
    super(`${error}: ${reason}`);
  }
}

/** How an execution ended. */
export interface Execution {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** States in the order in which they were entered. */
  readonly path: readonly string[];
}

interface State {
  readonly Type: "Task" | "Pass" | "Choice" | "Fail";
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Output?: unknown;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
  readonly Error?: string;
  readonly Cause?: string;
  readonly Next?: string;
  readonly End?: boolean;
}

interface Definition {
  readonly QueryLanguage: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

type Variables = Record<string, unknown>;

/** The most that a state may take in, hand on or be answered. */
const MOST_BYTES = 256 * 1024;

/** An endless loop fails a test and not its run. */
const MOST_STATES = 1000;

const QUERY_FAILED = "States.QueryEvaluationError";

/**
 * Runs a state machine whose query language is JSONata: Task, Pass, Choice and Fail, with `Assign`, `Arguments`, `Output`
 * and `Retry` without its waits.
 *
 * Expressions are evaluated by the JSONata that Step Functions names, 2.0.6.
 *
 * https://states-language.net/spec.html
 */
export async function runStates(text: string, apis: Readonly<Record<string, Api>>): Promise<Execution> {
  const { QueryLanguage, StartAt, States } = JSON.parse(text) as Definition;
  if (QueryLanguage !== "JSONata") throw new Error(`the query language is ${QueryLanguage}`);
  const path: string[] = [];
  const variables: Variables = {};
  let input: unknown = {};
  try {
    for (let name: string | undefined = StartAt; name !== undefined;) {
      if (path.push(name) > MOST_STATES) throw new Error(`the machine does not come to an end: ${name}`);
      const state: State | undefined = States[name];
      if (state === undefined) throw new Error(`there is no state ${name}`);
      const left: Left = await runState(state, input, variables, apis);
      input = within(left.output);
      name = left.next;
    }
    return { status: "SUCCEEDED", output: input, path };
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    return { status: "FAILED", error: error.error, cause: error.reason, path };
  }
}

/** What a state leaves behind. */
interface Left {
  readonly output: unknown;
  readonly next: string | undefined;
}

async function runState(
  state: State,
  input: unknown,
  variables: Variables,
  apis: Readonly<Record<string, Api>>,
): Promise<Left> {
  switch (state.Type) {
    case "Fail":
      throw new TaskError(state.Error ?? "", state.Cause ?? "");
    case "Choice":
      return { output: input, next: await chosen(state, { input }, variables) };
    case "Pass":
      return leave(state, { input }, input, variables);
    case "Task": {
      const result = await callWithRetries(state, await evaluate(state.Arguments, { input }, variables), apis);
      return leave(state, { input, result }, result, variables);
    }
  }
}

async function chosen({ Choices = [], Default }: State, states: object, variables: Variables): Promise<string> {
  for (const { Condition, Next } of Choices) {
    const holds = await evaluate(Condition, states, variables);
    if (typeof holds !== "boolean") throw new TaskError(QUERY_FAILED, `${Condition} is no boolean`);
    if (holds) return Next;
  }
  if (Default === undefined) throw new TaskError("States.NoChoiceMatched", "no choice holds");
  return Default;
}

/** `Assign` and `Output` see the variables as they were before. */
async function leave(state: State, states: object, result: unknown, variables: Variables): Promise<Left> {
  const assigned = (await evaluate(state.Assign ?? {}, states, variables)) as Variables;
  const output = state.Output === undefined ? result : await evaluate(state.Output, states, variables);
  Object.assign(variables, within(assigned));
  if ((state.Next === undefined) !== (state.End === true)) throw new Error("a state has either Next or End");
  return { output, next: state.Next };
}

async function callWithRetries(state: State, args: unknown, apis: Readonly<Record<string, Api>>): Promise<unknown> {
  const { Resource = "", Retry = [] } = state;
  const [, action = ""] = /^arn:aws[\w-]*:states:::aws-sdk:(.+)$/.exec(Resource) ?? [];
  const api = apis[action];
  if (api === undefined) throw new Error(`no API stands in for ${Resource}`);
  const [retrier] = Retry;
  const attempts = 1 + (retrier?.ErrorEquals.includes("States.TaskFailed") === true ? retrier.MaxAttempts : 0);
  for (let attempt = 1; ; attempt++) {
    try {
      return within(await api(args as Record<string, unknown>));
    } catch (error) {
      if (!(error instanceof TaskError) || attempt === attempts) throw error;
    }
  }
}

/** Evaluates every text between `{%` and `%}`, however deep. */
async function evaluate(template: unknown, states: object, variables: Variables): Promise<unknown> {
  if (typeof template === "string") return evaluateText(template, states, variables);
  if (Array.isArray(template)) return Promise.all(template.map((item) => evaluate(item, states, variables)));
  if (typeof template !== "object" || template === null) return template;
  const fields = Object.entries(template).map(
    async ([name, value]) => [name, await evaluate(value, states, variables)] as const,
  );
  return Object.fromEntries(await Promise.all(fields));
}

async function evaluateText(text: string, states: object, variables: Variables): Promise<unknown> {
  if (!text.startsWith("{%") || !text.endsWith("%}")) return text;
  const value: unknown = await jsonata(text.slice(2, -2)).evaluate(undefined, { ...variables, states });
  if (value === undefined) throw new TaskError(QUERY_FAILED, `${text} is undefined`);
  // JSONata's own lists carry marks, which JSON does not.
  return JSON.parse(JSON.stringify(value));
}

function within<T>(payload: T): T {
  const text = JSON.stringify(payload) as string | undefined;
  if (Buffer.byteLength(text ?? "") > MOST_BYTES) {
    throw new TaskError("States.DataLimitExceeded", `a payload of more than ${MOST_BYTES} bytes`);
  }
  return payload;
}
