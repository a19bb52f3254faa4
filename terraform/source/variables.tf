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

variable "collector" {
  description = "Where the copies are sent: output collector of the collector module, of another pipeline's state, or of a parameter of Systems Manager."
  type = object({
    targetId               = string
    targetArn              = string
    targetAccountId        = string
    region                 = string
    virtualNetworkIdRange  = object({ first = number, count = number })
    collectorCidrs         = list(string)
    shareArn               = optional(string)
    bucket                 = optional(string)
    packetLengthLimitBytes = optional(number)
    sourceLimit            = optional(number)
  })
  nullable = false
}

variable "load_balancer_arn" {
  description = "ARN of an Application Load Balancer whose interfaces are mirrored. It must exist before the plan, which needs them."
  type        = string
  default     = null

  validation {
    condition     = var.load_balancer_arn == null || can(regex("^arn:[\\w-]+:elasticloadbalancing:([\\w-]+):([0-9]{12}):loadbalancer/app/[\\w-]+/[0-9a-f]+$", var.load_balancer_arn))
    error_message = "load_balancer_arn: \"${coalesce(var.load_balancer_arn, "null")}\" is not the ARN of an Application Load Balancer. Print it with \"aws elbv2 describe-load-balancers --query LoadBalancers[].LoadBalancerArn\"; it ends in loadbalancer/app/NAME/ID."
  }

  validation {
    condition     = (var.load_balancer_arn == null) != (var.source_interface_ids == null)
    error_message = "Give exactly one of load_balancer_arn, whose interfaces are found, and source_interface_ids."
  }
}

variable "source_interface_ids" {
  description = "Interfaces to mirror, instead of those of a load balancer. They must be known when Terraform plans."
  type        = list(string)
  default     = null

  validation {
    condition     = try(length(var.source_interface_ids) > 0, true)
    error_message = "source_interface_ids is empty, so nothing would be mirrored. Name the balancer's interfaces, or have them found by load_balancer_arn."
  }

  validation {
    condition     = try(alltrue([for id in var.source_interface_ids : can(regex("^eni-[0-9a-f]{8,17}$", id))]), true)
    error_message = "source_interface_ids: \"${join(", ", [for id in coalesce(var.source_interface_ids, []) : id if !can(regex("^eni-[0-9a-f]{8,17}$", id))])}\" is no network interface id. Give one like eni-0123456789abcdef0."
  }

  validation {
    condition     = try(length(distinct(var.source_interface_ids)) == length(var.source_interface_ids), true)
    error_message = "source_interface_ids names ${join(", ", distinct([for position, id in coalesce(var.source_interface_ids, []) : id if index(coalesce(var.source_interface_ids, []), id) < position]))} more than once. Name each interface once."
  }
}

variable "listener_ports" {
  description = "TCP ports of the load balancer's listeners. Adjacent ports share rules."
  type        = list(number)
  default     = [443]
  nullable    = false

  validation {
    condition     = length(var.listener_ports) > 0
    error_message = "listener_ports is empty, so nothing would be mirrored. Give at least one TCP port, for instance 443."
  }

  validation {
    condition     = alltrue([for port in var.listener_ports : port >= 1 && port <= 65535 && floor(port) == port])
    error_message = "listener_ports: a port is a whole number from 1 to 65535, got ${join(", ", [for port in var.listener_ports : port if !(port >= 1 && port <= 65535 && floor(port) == port)])}. Correct it."
  }
}

variable "client_cidrs" {
  description = "Networks whose clients are mirrored, IPv4 or IPv6. Each costs two rules for each range of adjacent ports."
  type        = list(string)
  default     = ["0.0.0.0/0", "::/0"]
  nullable    = false

  validation {
    condition     = length(var.client_cidrs) > 0
    error_message = "client_cidrs is empty, so nothing would be mirrored. Name a network, or leave it out where it has a default."
  }

  validation {
    condition     = alltrue([for cidr in var.client_cidrs : can(cidrhost(cidr, 0))])
    error_message = "client_cidrs: \"${join(", ", [for cidr in var.client_cidrs : cidr if !can(cidrhost(cidr, 0))])}\" is not a network in CIDR notation. Write it as 203.0.113.0/24 or 2001:db8::/32."
  }

  validation {
    condition     = alltrue([for cidr in var.client_cidrs : try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])
    error_message = "client_cidrs: ${join(", ", [for cidr in var.client_cidrs : cidr if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} has bits set behind its prefix, which AWS refuses. Write ${join(", ", [for cidr in var.client_cidrs : cidrsubnet(cidr, 0, 0) if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} for that network."
  }

  validation {
    condition     = alltrue([for position, cidr in distinct(var.client_cidrs) : !anytrue([for earlier in slice(distinct(var.client_cidrs), 0, position) : try(strcontains(cidr, ":") == strcontains(earlier, ":") && tonumber(split("/", earlier)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(earlier, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", earlier)[1]]), 0), false)])])
    error_message = "client_cidrs: ${join(", ", [for position, cidr in distinct(var.client_cidrs) : cidr if anytrue([for earlier in slice(distinct(var.client_cidrs), 0, position) : try(strcontains(cidr, ":") == strcontains(earlier, ":") && tonumber(split("/", earlier)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(earlier, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", earlier)[1]]), 0), false)])])} lies within a network before it, so its rules could never match. Put the narrower network first, or remove it."
  }
}

variable "mirror_icmp" {
  description = "Also mirrors ICMP with the clients, which shows trouble with path MTU. Costs two rules for each of client_cidrs."
  type        = bool
  default     = false
  nullable    = false
}

variable "ipv6" {
  description = "Mirrors IPv6 too. False leaves the IPv6 networks out, and half of the rules with them."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.ipv6 || anytrue([for cidr in var.client_cidrs : !strcontains(cidr, ":")])
    error_message = "ipv6 is false, but client_cidrs or target_cidrs holds IPv6 networks alone, so nothing would be mirrored. Name an IPv4 network, or leave ipv6 out."
  }
}

variable "filter" {
  description = "Filter of this account and Region: the filter module as a whole, or an object with its filter_id. Null makes one for the clients of listener_ports."
  type        = object({ filter_id = string })
  default     = null
}

variable "virtual_network_id" {
  description = "VXLAN network identifier of all copies. Null deals out those of the collector in the order of the interfaces' ids."
  type        = number
  default     = null

  validation {
    condition     = var.virtual_network_id == null || try(var.virtual_network_id >= 1 && var.virtual_network_id <= 16777215 && floor(var.virtual_network_id) == var.virtual_network_id, false)
    error_message = "virtual_network_id must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got ${coalesce(var.virtual_network_id, "null")}. Give the same number to the sessions and to the capture appliance."
  }
}

variable "session_number" {
  description = "Order among the sessions of one interface, from 1 to 32766: a packet is copied once, for the lowest number whose filter accepts it."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.session_number >= 1 && var.session_number <= 32766 && floor(var.session_number) == var.session_number
    error_message = "session_number must be a whole number from 1 to 32766, got ${var.session_number}. It orders the sessions of one interface: choose one that no other session of these interfaces has."
  }
}

variable "packet_length_bytes" {
  description = "How much of each packet to copy. Null copies all that the target takes; less than 1514 cuts ClientHellos."
  type        = number
  default     = null

  validation {
    condition     = var.packet_length_bytes == null || try(var.packet_length_bytes >= 55 && floor(var.packet_length_bytes) == var.packet_length_bytes && var.packet_length_bytes <= coalesce(var.collector.packetLengthLimitBytes, var.packet_length_bytes), false)
    error_message = "packet_length_bytes must be a whole number of at least 55, and at most collector.packetLengthLimitBytes where the target has a limit, got ${coalesce(var.packet_length_bytes, "null")}. Leave it out to mirror whole packets."
  }
}

variable "accept_share" {
  description = "Accepts the collector's share first. Needed outside the organization alone, or where it does not allow sharing; elsewhere AWS accepts by itself, and Terraform would find no invitation."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.accept_share || var.collector.shareArn != null
    error_message = "accept_share is true, but the collector tells of no share (shareArn is null). Name this account in share_with of the collector, or set accept_share to false."
  }
}

variable "watch_coverage" {
  description = "Looks every five minutes whether each interface of the load balancer has a session, and alarms where one has none. It takes two roles, a state machine and a schedule."
  type        = bool
  default     = true
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

  validation {
    condition     = length(var.alarm_action_arns) == 0 || (var.watch_coverage && var.load_balancer_arn != null)
    error_message = "alarm_action_arns is given, but no alarm is made that could tell anybody. Leave it out, or give load_balancer_arn and leave watch_coverage true."
  }
}
