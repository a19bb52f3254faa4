import type { Api } from "../../../support/states-language";
import { TaskError } from "../../../support/states-language";

export const DESCRIPTION = "ELB app/web/50dc6c495c0c9188";
export const FILTER_ID = "tmf-0123456789abcdef0";
export const TARGET_ID = "tmt-0123456789abcdef0";

export interface Interface {
  readonly id: string;
  readonly description?: string;
}

export interface Session {
  readonly interfaceId: string;
  readonly filterId?: string;
  readonly targetId?: string;
}

/** What PutMetricData was told. */
export interface Published {
  readonly Namespace: string;
  readonly MetricData: readonly {
    readonly MetricName: string;
    readonly Value: number;
    readonly Unit: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  }[];
}

interface Query {
  readonly Filters: readonly { readonly Name: string; readonly Values: readonly string[] }[];
  readonly MaxResults: number;
  readonly NextToken?: string;
}

/** About what EC2 tells of an interface of a load balancer besides what is looked at. */
const OTHER_DETAILS = { Details: "x".repeat(2000) };

/** An account's interfaces and sessions behind the calls of the state machine, which filter and page as EC2 does. */
export class MirroredAccount {
  readonly published: Published[] = [];
  readonly calls: string[] = [];
  readonly apis: Record<string, Api>;

  /** `lastToken` is what EC2 says where no page follows: nothing, or an empty text. */
  constructor(interfaces: readonly Interface[], sessions: readonly Session[], lastToken?: "") {
    this.apis = {
      "ec2:describeNetworkInterfaces": (args) =>
        this.#answer("NetworkInterfaces", args, lastToken, interfaces, ({ id, description = DESCRIPTION }) => ({
          told: { NetworkInterfaceId: id, ...OTHER_DETAILS },
          filters: { description },
        })),
      "ec2:describeTrafficMirrorSessions": (args) =>
        this.#answer("TrafficMirrorSessions", args, lastToken, sessions, (session) => ({
          told: { NetworkInterfaceId: session.interfaceId, ...OTHER_DETAILS },
          filters: {
            "traffic-mirror-filter-id": session.filterId ?? FILTER_ID,
            "traffic-mirror-target-id": session.targetId ?? TARGET_ID,
          },
        })),
      "cloudwatch:putMetricData": (args) => {
        this.published.push(args as unknown as Published);
        return {};
      },
    };
  }

  /** The last values published, by the metric's name. */
  get values(): Record<string, number> {
    return Object.fromEntries(
      (this.published.at(-1)?.MetricData ?? []).map((datum) => [datum.MetricName, datum.Value]),
    );
  }

  /** Lets a call fail so many times before it answers. */
  failing(action: string, times: number): this {
    const answer = this.apis[action]!;
    let left = times;
    this.apis[action] = (args) => {
      if (left-- > 0) throw new TaskError("Ec2.Ec2Exception", "Request limit exceeded.");
      return answer(args);
    };
    return this;
  }

  #answer<T>(
    list: string,
    args: Readonly<Record<string, unknown>>,
    lastToken: "" | undefined,
    all: readonly T[],
    describe: (item: T) => { readonly told: object; readonly filters: Readonly<Record<string, string>> },
  ): object {
    const { Filters, MaxResults, NextToken, ...unknown } = args as unknown as Query;
    if (Object.keys(unknown).length > 0) throw new Error(`unknown arguments: ${Object.keys(unknown).join(", ")}`);
    if (!(MaxResults >= 5 && MaxResults <= 1000)) throw new Error(`EC2 refuses pages of ${MaxResults}`);
    this.calls.push(list);
    const found = all
      .map(describe)
      .filter(({ filters }) =>
        Filters.every(({ Name, Values }) => {
          const value = filters[Name];
          if (value === undefined) throw new Error(`unknown filter ${Name}`);
          return Values.includes(value);
        }),
      )
      .map(({ told }) => told);
    const first = NextToken === undefined ? 0 : Number(NextToken);
    const next = first + MaxResults;
    const token = next < found.length ? String(next) : lastToken;
    return { [list]: found.slice(first, next), ...(token === undefined ? {} : { NextToken: token }) };
  }
}
