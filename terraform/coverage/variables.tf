# Written by `npm run export-module` from modules/mirror/export. Change it there.

variable "deployment" {
  description = "Name of the deployment, for tags and folders: 1 to 63 characters of a-z, 0-9 and \"-\", beginning with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.deployment))
    error_message = "deployment: \"${var.deployment}\" must be 1 to 63 characters of a-z, 0-9 and \"-\", beginning with a letter. It names tags, folders and this installation; choose for instance web-prod."
  }
}

variable "expires_at" {
  description = "When this should be gone, RFC 3339: a tag that tells people and cleaning jobs, and removes nothing by itself. Null adds no such tag."
  type        = string
  default     = null

  validation {
    condition     = var.expires_at == null || can(formatdate("YYYY", var.expires_at))
    error_message = "expires_at: \"${coalesce(var.expires_at, "null")}\" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z."
  }
}

variable "load_balancer_arn" {
  description = "ARN of the Application Load Balancer, of the provider's account and Region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[\\w-]+:elasticloadbalancing:([\\w-]+):([0-9]{12}):loadbalancer/app/[\\w-]+/[0-9a-f]+$", var.load_balancer_arn))
    error_message = "load_balancer_arn: \"${var.load_balancer_arn}\" is not the ARN of an Application Load Balancer. Print it with \"aws elbv2 describe-load-balancers --query LoadBalancers[].LoadBalancerArn\"; it ends in loadbalancer/app/NAME/ID."
  }
}

variable "filter_id" {
  description = "Filter of the sessions that count."
  type        = string
  nullable    = false
}

variable "target_id" {
  description = "Target of the sessions that count."
  type        = string
  nullable    = false
}

variable "alarm_action_arns" {
  description = "ARNs of SNS topics that are told when the alarm goes off, and when it is over."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_action_arns : can(regex("^arn:[\\w-]+:[\\w-]+:", arn))])
    error_message = "alarm_action_arns: \"${join(", ", [for arn in var.alarm_action_arns : arn if !can(regex("^arn:[\\w-]+:[\\w-]+:", arn))])}\" is no ARN. Give that of an SNS topic, like arn:aws:sns:eu-central-1:123456789012:alerts."
  }
}
