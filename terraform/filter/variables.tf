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
    condition     = var.ipv6 || (length(var.target_ports) > 0 ? anytrue([for cidr in var.target_cidrs : !strcontains(cidr, ":")]) : anytrue([for cidr in var.client_cidrs : !strcontains(cidr, ":")]))
    error_message = "ipv6 is false, but client_cidrs or target_cidrs holds IPv6 networks alone, so nothing would be mirrored. Name an IPv4 network, or leave ipv6 out."
  }
}

variable "excluded_cidrs" {
  description = "Networks whose clients are left out, for instance those of the VPC; four at the most. Each costs two rules."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.excluded_cidrs : can(cidrhost(cidr, 0))])
    error_message = "excluded_cidrs: \"${join(", ", [for cidr in var.excluded_cidrs : cidr if !can(cidrhost(cidr, 0))])}\" is not a network in CIDR notation. Write it as 203.0.113.0/24 or 2001:db8::/32."
  }

  validation {
    condition     = alltrue([for cidr in var.excluded_cidrs : try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])
    error_message = "excluded_cidrs: ${join(", ", [for cidr in var.excluded_cidrs : cidr if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} has bits set behind its prefix, which AWS refuses. Write ${join(", ", [for cidr in var.excluded_cidrs : cidrsubnet(cidr, 0, 0) if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} for that network."
  }

  validation {
    condition     = length([for cidr in distinct(var.excluded_cidrs) : cidr if var.ipv6 || !strcontains(cidr, ":")]) <= 4
    error_message = "excluded_cidrs holds ${length([for cidr in distinct(var.excluded_cidrs) : cidr if var.ipv6 || !strcontains(cidr, ":")])} networks, each of which takes two rules, but AWS allows 10 in one filter, of which clients need two. Name 4 at the most, by wider networks."
  }

  validation {
    condition     = alltrue([for position, cidr in distinct(var.excluded_cidrs) : !anytrue([for earlier in slice(distinct(var.excluded_cidrs), 0, position) : try(strcontains(cidr, ":") == strcontains(earlier, ":") && tonumber(split("/", earlier)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(earlier, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", earlier)[1]]), 0), false)])])
    error_message = "excluded_cidrs: ${join(", ", [for position, cidr in distinct(var.excluded_cidrs) : cidr if anytrue([for earlier in slice(distinct(var.excluded_cidrs), 0, position) : try(strcontains(cidr, ":") == strcontains(earlier, ":") && tonumber(split("/", earlier)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(earlier, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", earlier)[1]]), 0), false)])])} lies within a network before it, so its rules could never match. Put the narrower network first, or remove it."
  }

  validation {
    condition     = !anytrue([for cidr in var.client_cidrs : anytrue([for excluded in var.excluded_cidrs : try(strcontains(cidr, ":") == strcontains(excluded, ":") && tonumber(split("/", excluded)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(excluded, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", excluded)[1]]), 0), false)])])
    error_message = "client_cidrs: ${join(", ", [for cidr in var.client_cidrs : cidr if anytrue([for excluded in var.excluded_cidrs : try(strcontains(cidr, ":") == strcontains(excluded, ":") && tonumber(split("/", excluded)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(excluded, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", excluded)[1]]), 0), false)])])} lies within excluded_cidrs, so nothing of it would be mirrored. Remove it from one of them."
  }

  validation {
    condition     = length(var.excluded_cidrs) == 0 || length(var.target_ports) == 0
    error_message = "excluded_cidrs is given together with target_ports, which mirror the target side instead of the clients. Leave one of them out; for both sides make two filters, each with sessions of its own number."
  }
}

variable "target_ports" {
  description = "TCP ports of the targets. Given, the filter mirrors what the load balancer and its targets say to each other instead of the clients: application data, unless that is encrypted."
  type        = list(number)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for port in var.target_ports : port >= 1 && port <= 65535 && floor(port) == port])
    error_message = "target_ports: a port is a whole number from 1 to 65535, got ${join(", ", [for port in var.target_ports : port if !(port >= 1 && port <= 65535 && floor(port) == port)])}. Correct it."
  }
}

variable "target_cidrs" {
  description = "Networks of the targets, where target_ports are given. Each costs two rules for each range of adjacent ports."
  type        = list(string)
  default     = ["0.0.0.0/0", "::/0"]
  nullable    = false

  validation {
    condition     = length(var.target_cidrs) > 0
    error_message = "target_cidrs is empty, so nothing would be mirrored. Name a network, or leave it out where it has a default."
  }

  validation {
    condition     = alltrue([for cidr in var.target_cidrs : can(cidrhost(cidr, 0))])
    error_message = "target_cidrs: \"${join(", ", [for cidr in var.target_cidrs : cidr if !can(cidrhost(cidr, 0))])}\" is not a network in CIDR notation. Write it as 203.0.113.0/24 or 2001:db8::/32."
  }

  validation {
    condition     = alltrue([for cidr in var.target_cidrs : try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])
    error_message = "target_cidrs: ${join(", ", [for cidr in var.target_cidrs : cidr if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} has bits set behind its prefix, which AWS refuses. Write ${join(", ", [for cidr in var.target_cidrs : cidrsubnet(cidr, 0, 0) if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} for that network."
  }

  validation {
    condition     = alltrue([for position, cidr in distinct(var.target_cidrs) : !anytrue([for earlier in slice(distinct(var.target_cidrs), 0, position) : try(strcontains(cidr, ":") == strcontains(earlier, ":") && tonumber(split("/", earlier)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(earlier, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", earlier)[1]]), 0), false)])])
    error_message = "target_cidrs: ${join(", ", [for position, cidr in distinct(var.target_cidrs) : cidr if anytrue([for earlier in slice(distinct(var.target_cidrs), 0, position) : try(strcontains(cidr, ":") == strcontains(earlier, ":") && tonumber(split("/", earlier)[1]) <= tonumber(split("/", cidr)[1]) && cidrhost(earlier, 0) == cidrhost(join("/", [split("/", cidr)[0], split("/", earlier)[1]]), 0), false)])])} lies within a network before it, so its rules could never match. Put the narrower network first, or remove it."
  }
}

variable "mirror_amazon_dns" {
  description = "Also mirrors what the interfaces say to Amazon's name servers, whatever the rules say."
  type        = bool
  default     = false
  nullable    = false
}
