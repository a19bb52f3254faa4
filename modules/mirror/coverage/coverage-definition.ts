import { METRICS_NAMESPACE } from "../../contracts";
import { interfaceDescription } from "../load-balancer-arn";
import { noInterfaceFound } from "../sessions/errors";
import type { CoverageDimensions } from "./coverage-metrics";
import { coverageDimensions, CoverageMetric } from "./coverage-metrics";

/** What a check looks at. Texts may be tokens. */
export interface CoverageRequest extends CoverageDimensions {
  readonly partition: string;
  readonly filterId: string;
  readonly targetId: string;
}

/**
 * Entries of one answer. Step Functions takes 256 KiB of it at the most, so 5 KiB an entry; an interface of a load
 * balancer is some 2 KiB, a session less.
 */
const PAGE_SIZE = 50;

/** EC2 tells all of its errors by one name, so throttling is not told from others. In all it takes half a minute. */
const RETRY = [
  { ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 2, MaxAttempts: 4, BackoffRate: 2, JitterStrategy: "FULL" },
];

const NEXT_PAGE = "{% $states.result.NextToken ? {'NextToken': $states.result.NextToken} : {} %}";
const HAS_NEXT_PAGE = "{% $exists($page.NextToken) %}";
const UNMIRRORED = "$interfaceIds[$not($ in $mirroredIds)]";

/**
 * Definition of the state machine that counts the interfaces of a load balancer which no session mirrors, as JSON.
 *
 * It fails, and publishes nothing, where it cannot know: silence is what the alarm takes for a fault.
 *
 * https://states-language.net/spec.html, with JSONata (2.0.6) between `{%` and `%}`
 */
export function coverageDefinition(request: CoverageRequest): string {
  const { partition, filterId, targetId } = request;
  const description = interfaceDescription(request.loadBalancerArnSuffix);
  const call = (action: string) => `arn:${partition}:states:::aws-sdk:${action}`;
  return JSON.stringify({
    Comment: "Counts the interfaces of a load balancer that no traffic mirror session mirrors",
    QueryLanguage: "JSONata",
    TimeoutSeconds: 120,
    StartAt: "Prepare",
    States: {
      Prepare: {
        Type: "Pass",
        Assign: {
          interfaceQuery: query({ description }),
          sessionQuery: query({ "traffic-mirror-filter-id": filterId, "traffic-mirror-target-id": targetId }),
          interfaceIds: [],
          mirroredIds: [],
          page: {},
        },
        Next: "ListInterfaces",
      },
      ListInterfaces: {
        Type: "Task",
        Resource: call("ec2:describeNetworkInterfaces"),
        Arguments: "{% $merge([$interfaceQuery, $page]) %}",
        Retry: RETRY,
        // An array within an array is joined to it, and one or no id becomes a list like any other.
        Assign: {
          interfaceIds: "{% [$interfaceIds, $states.result.NetworkInterfaces.NetworkInterfaceId] %}",
          page: NEXT_PAGE,
        },
        Output: {},
        Next: "MoreInterfaces",
      },
      MoreInterfaces: {
        Type: "Choice",
        Choices: [
          { Condition: HAS_NEXT_PAGE, Next: "ListInterfaces" },
          { Condition: "{% $count($interfaceIds) = 0 %}", Next: "NoInterface" },
        ],
        Default: "ListSessions",
      },
      // A load balancer has two at the least: one that has none is gone, or is not found.
      NoInterface: { Type: "Fail", Error: "NoInterface", Cause: noInterfaceFound(description) },
      ListSessions: {
        Type: "Task",
        Resource: call("ec2:describeTrafficMirrorSessions"),
        Arguments: "{% $merge([$sessionQuery, $page]) %}",
        Retry: RETRY,
        Assign: {
          mirroredIds: "{% [$mirroredIds, $states.result.TrafficMirrorSessions.NetworkInterfaceId] %}",
          page: NEXT_PAGE,
        },
        Output: {},
        Next: "MoreSessions",
      },
      MoreSessions: {
        Type: "Choice",
        Choices: [{ Condition: HAS_NEXT_PAGE, Next: "ListSessions" }],
        Default: "Publish",
      },
      Publish: {
        Type: "Task",
        Resource: call("cloudwatch:putMetricData"),
        Arguments: {
          Namespace: METRICS_NAMESPACE,
          MetricData: [
            count(request, CoverageMetric.BALANCER_INTERFACES, "{% $count($interfaceIds) %}"),
            count(request, CoverageMetric.MIRROR_SESSIONS, "{% $count($mirroredIds) %}"),
            count(request, CoverageMetric.UNMIRRORED_INTERFACES, `{% $count(${UNMIRRORED}) %}`),
          ],
        },
        Retry: RETRY,
        // For whoever runs it by hand.
        Output: { interfaceIds: "{% $interfaceIds %}", unmirroredIds: `{% [${UNMIRRORED}] %}` },
        End: true,
      },
    },
  });
}

/** What EC2 is asked, without the token of a page. */
function query(filters: Readonly<Record<string, string>>) {
  return {
    Filters: Object.entries(filters).map(([name, value]) => ({ Name: name, Values: [value] })),
    MaxResults: PAGE_SIZE,
  };
}

function count(of: CoverageDimensions, name: string, value: string) {
  const dimensions = Object.entries(coverageDimensions(of)).map(([Name, Value]) => ({ Name, Value }));
  return { MetricName: name, Dimensions: dimensions, Unit: "Count", Value: value };
}
