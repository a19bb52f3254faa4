# Written by `npm run export-module` from modules/mirror/export. Change it there.

locals {
  # Who made this, and until when.
  tags = {
    for name, value in {
      "Name"                  = "tls-mirror ${var.deployment}"
      "tls-mirror:deployment" = var.deployment
      "tls-mirror:managed-by" = "terraform"
      "tls-mirror:expires-at" = var.expires_at
    } : name => value if value != null
  }
}

data "aws_partition" "coverage_partition" {}

data "aws_caller_identity" "coverage_account" {}

data "aws_region" "coverage_region" {}

resource "aws_iam_role" "coverage_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "states.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.coverage_account.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.coverage_partition.partition}:states:${data.aws_region.coverage_region.region}:${data.aws_caller_identity.coverage_account.account_id}:stateMachine:tls-mirror-coverage-*"
          }
        }
      },
    ]
  })
  description = "Checks whether all interfaces of a load balancer are mirrored"
  name_prefix = "tls-mirror-coverage-"
  tags        = local.tags
}

resource "aws_iam_role" "coverage_schedule_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "scheduler.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.coverage_account.account_id
          }
          ArnLike = {
            "aws:SourceArn" = aws_scheduler_schedule_group.coverage_schedule_group.arn
          }
        }
      },
    ]
  })
  description = "Starts the check whether all interfaces of a load balancer are mirrored"
  name_prefix = "tls-mirror-coverage-"
  tags        = local.tags
}

resource "aws_iam_role_policy" "coverage_policy" {
  name_prefix = "tls-mirror-coverage-"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "SeeInterfacesAndSessions"
        Effect   = "Allow"
        Action   = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeTrafficMirrorSessions"]
        Resource = "*"
      },
      {
        Sid      = "PublishMetrics"
        Effect   = "Allow"
        Action   = "cloudwatch:PutMetricData"
        Resource = "*"
        Condition = {
          StringEquals = {
            "cloudwatch:namespace" = "TlsMirror"
          }
        }
      },
    ]
  })
  role = aws_iam_role.coverage_role.id
}

resource "aws_iam_role_policy" "coverage_schedule_policy" {
  name_prefix = "tls-mirror-coverage-"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "StartTheCheck"
        Effect   = "Allow"
        Action   = "states:StartExecution"
        Resource = aws_sfn_state_machine.coverage.arn
      },
    ]
  })
  role = aws_iam_role.coverage_schedule_role.id
}

resource "aws_sfn_state_machine" "coverage" {
  definition = jsonencode({
    Comment        = "Counts the interfaces of a load balancer that no traffic mirror session mirrors"
    QueryLanguage  = "JSONata"
    TimeoutSeconds = 120
    StartAt        = "Prepare"
    States = {
      Prepare = {
        Type = "Pass"
        Assign = {
          interfaceQuery = {
            Filters = [
              {
                Name   = "description"
                Values = ["ELB ${element(split(":loadbalancer/", var.load_balancer_arn), 1)}"]
              },
            ]
            MaxResults = 50
          }
          sessionQuery = {
            Filters = [
              {
                Name   = "traffic-mirror-filter-id"
                Values = [var.filter_id]
              },
              {
                Name   = "traffic-mirror-target-id"
                Values = [var.target_id]
              },
            ]
            MaxResults = 50
          }
          interfaceIds = []
          mirroredIds  = []
          page         = {}
        }
        Next = "ListInterfaces"
      }
      ListInterfaces = {
        Type      = "Task"
        Resource  = "arn:${data.aws_partition.coverage_partition.partition}:states:::aws-sdk:ec2:describeNetworkInterfaces"
        Arguments = "{% $merge([$interfaceQuery, $page]) %}"
        Retry = [
          {
            ErrorEquals     = ["States.TaskFailed"]
            IntervalSeconds = 2
            MaxAttempts     = 4
            BackoffRate     = 2
            JitterStrategy  = "FULL"
          },
        ]
        Assign = {
          interfaceIds = "{% [$interfaceIds, $states.result.NetworkInterfaces.NetworkInterfaceId] %}"
          page         = "{% $states.result.NextToken ? {'NextToken': $states.result.NextToken} : {} %}"
        }
        Output = {}
        Next   = "MoreInterfaces"
      }
      MoreInterfaces = {
        Type = "Choice"
        Choices = [
          {
            Condition = "{% $exists($page.NextToken) %}"
            Next      = "ListInterfaces"
          },
          {
            Condition = "{% $count($interfaceIds) = 0 %}"
            Next      = "NoInterface"
          },
        ]
        Default = "ListSessions"
      }
      NoInterface = {
        Type  = "Fail"
        Error = "NoInterface"
        Cause = "No network interface is described \"ELB ${element(split(":loadbalancer/", var.load_balancer_arn), 1)}\". Check the load balancer's ARN, and that the provider uses its account and Region."
      }
      ListSessions = {
        Type      = "Task"
        Resource  = "arn:${data.aws_partition.coverage_partition.partition}:states:::aws-sdk:ec2:describeTrafficMirrorSessions"
        Arguments = "{% $merge([$sessionQuery, $page]) %}"
        Retry = [
          {
            ErrorEquals     = ["States.TaskFailed"]
            IntervalSeconds = 2
            MaxAttempts     = 4
            BackoffRate     = 2
            JitterStrategy  = "FULL"
          },
        ]
        Assign = {
          mirroredIds = "{% [$mirroredIds, $states.result.TrafficMirrorSessions.NetworkInterfaceId] %}"
          page        = "{% $states.result.NextToken ? {'NextToken': $states.result.NextToken} : {} %}"
        }
        Output = {}
        Next   = "MoreSessions"
      }
      MoreSessions = {
        Type = "Choice"
        Choices = [
          {
            Condition = "{% $exists($page.NextToken) %}"
            Next      = "ListSessions"
          },
        ]
        Default = "Publish"
      }
      Publish = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.coverage_partition.partition}:states:::aws-sdk:cloudwatch:putMetricData"
        Arguments = {
          Namespace = "TlsMirror"
          MetricData = [
            {
              MetricName = "BalancerInterfaces"
              Dimensions = [
                {
                  Name  = "Deployment"
                  Value = var.deployment
                },
                {
                  Name  = "LoadBalancer"
                  Value = element(split(":loadbalancer/", var.load_balancer_arn), 1)
                },
              ]
              Unit  = "Count"
              Value = "{% $count($interfaceIds) %}"
            },
            {
              MetricName = "MirrorSessions"
              Dimensions = [
                {
                  Name  = "Deployment"
                  Value = var.deployment
                },
                {
                  Name  = "LoadBalancer"
                  Value = element(split(":loadbalancer/", var.load_balancer_arn), 1)
                },
              ]
              Unit  = "Count"
              Value = "{% $count($mirroredIds) %}"
            },
            {
              MetricName = "UnmirroredInterfaces"
              Dimensions = [
                {
                  Name  = "Deployment"
                  Value = var.deployment
                },
                {
                  Name  = "LoadBalancer"
                  Value = element(split(":loadbalancer/", var.load_balancer_arn), 1)
                },
              ]
              Unit  = "Count"
              Value = "{% $count($interfaceIds[$not($ in $mirroredIds)]) %}"
            },
          ]
        }
        Retry = [
          {
            ErrorEquals     = ["States.TaskFailed"]
            IntervalSeconds = 2
            MaxAttempts     = 4
            BackoffRate     = 2
            JitterStrategy  = "FULL"
          },
        ]
        Output = {
          interfaceIds  = "{% $interfaceIds %}"
          unmirroredIds = "{% [$interfaceIds[$not($ in $mirroredIds)]] %}"
        }
        End = true
      }
    }
  })
  name_prefix = "tls-mirror-coverage-"
  role_arn    = aws_iam_role.coverage_role.arn
  tags        = local.tags
  type        = "EXPRESS"
  depends_on  = [aws_iam_role_policy.coverage_policy]
}

resource "aws_scheduler_schedule_group" "coverage_schedule_group" {
  name_prefix = "tls-mirror-coverage-"
  tags        = local.tags
}

resource "aws_scheduler_schedule" "coverage_schedule" {
  description         = "Checks whether all interfaces of a load balancer are mirrored"
  group_name          = aws_scheduler_schedule_group.coverage_schedule_group.name
  name_prefix         = "tls-mirror-coverage-"
  schedule_expression = "rate(5 minutes)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.coverage.arn
    input    = "{}"
    role_arn = aws_iam_role.coverage_schedule_role.arn

    retry_policy {
      maximum_retry_attempts = 0
    }
  }
  depends_on = [aws_iam_role_policy.coverage_schedule_policy]
}

resource "aws_cloudwatch_metric_alarm" "coverage_alarm" {
  alarm_actions       = var.alarm_action_arns
  alarm_description   = "Interfaces of the load balancer had no mirror session in 3 checks on end, or the check did not come to an end. Plan and apply again for the former; for the latter run its state machine by hand."
  alarm_name          = "tls-mirror ${var.deployment} ${element(split(":loadbalancer/", var.load_balancer_arn), 1)} interfaces unmirrored"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  dimensions = {
    Deployment   = var.deployment
    LoadBalancer = element(split(":loadbalancer/", var.load_balancer_arn), 1)
  }
  evaluation_periods = 3
  metric_name        = "UnmirroredInterfaces"
  namespace          = "TlsMirror"
  ok_actions         = var.alarm_action_arns
  period             = 300
  statistic          = "Maximum"
  tags               = local.tags
  threshold          = 1
  treat_missing_data = "breaching"
  depends_on         = [aws_scheduler_schedule.coverage_schedule]
}
