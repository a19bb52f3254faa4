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

variable "image_id" {
  description = "Machine image built from packer/ of this repository, for the architecture of instance_type."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^ami-[0-9a-f]{8,17}$", var.image_id))
    error_message = "image_id: \"${var.image_id}\" is no machine image id. Give one like ami-0123456789abcdef0, of the image built from packer/."
  }
}

variable "vpc_id" {
  description = "VPC of the subnet."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id: \"${var.vpc_id}\" is no such id. Give one like vpc-0123456789abcdef0."
  }
}

variable "subnet_id" {
  description = "Subnet that the load balancer's subnets can reach."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^subnet-[0-9a-f]{8,17}$", var.subnet_id))
    error_message = "subnet_id: \"${var.subnet_id}\" is no such id. Give one like subnet-0123456789abcdef0."
  }
}

variable "mirror_source_cidrs" {
  description = "Networks that may send mirrored packets: the subnets of the load balancer."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.mirror_source_cidrs) > 0
    error_message = "mirror_source_cidrs is empty, so the appliance would receive nothing. Name the subnets of the load balancer."
  }

  validation {
    condition     = alltrue([for cidr in var.mirror_source_cidrs : can(cidrhost(cidr, 0))])
    error_message = "mirror_source_cidrs: \"${join(", ", [for cidr in var.mirror_source_cidrs : cidr if !can(cidrhost(cidr, 0))])}\" is not a network in CIDR notation. Write it as 203.0.113.0/24 or 2001:db8::/32."
  }

  validation {
    condition     = alltrue([for cidr in var.mirror_source_cidrs : try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])
    error_message = "mirror_source_cidrs: ${join(", ", [for cidr in var.mirror_source_cidrs : cidr if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} has bits set behind its prefix, which AWS refuses. Write ${join(", ", [for cidr in var.mirror_source_cidrs : cidrsubnet(cidr, 0, 0) if !try(cidrhost(cidr, 0) == cidrhost(join("/", [split("/", cidr)[0], strcontains(cidr, ":") ? 128 : 32]), 0), true)])} for that network."
  }
}

variable "instance_type" {
  description = "Instance type, of the image's architecture."
  type        = string
  default     = "c7g.large"
  nullable    = false
}

variable "source_limit" {
  description = "How many interfaces AWS lets send to the appliance: 100 for the largest instance types, 10 for all others. Sources warn when they find more."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.source_limit >= 1 && var.source_limit <= 100 && floor(var.source_limit) == var.source_limit
    error_message = "source_limit must be a whole number of interfaces from 1 to 100, got ${var.source_limit}. Correct it."
  }
}

variable "allow_session_manager" {
  description = "Lets operators open a shell through Systems Manager, which is the only way in."
  type        = bool
  default     = false
  nullable    = false
}

variable "virtual_network_id_range" {
  description = "VXLAN network identifiers of the sessions: the lowest, and how many. The appliance discards others."
  type        = object({ first = number, count = number })
  default = {
    first = 12345
    count = 1
  }
  nullable = false

  validation {
    condition     = var.virtual_network_id_range.first >= 1 && var.virtual_network_id_range.first <= 16777215 && floor(var.virtual_network_id_range.first) == var.virtual_network_id_range.first && var.virtual_network_id_range.first + var.virtual_network_id_range.count - 1 <= 16777215
    error_message = "virtual_network_id_range must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got ${var.virtual_network_id_range.first} and ${var.virtual_network_id_range.count} of them. Give the same number to the sessions and to the capture appliance."
  }

  validation {
    condition     = var.virtual_network_id_range.count >= 1 && var.virtual_network_id_range.count <= 1024 && floor(var.virtual_network_id_range.count) == var.virtual_network_id_range.count
    error_message = "virtual_network_id_range.count must be a whole number from 1 to 1024, got ${var.virtual_network_id_range.count}. One identifier serves any number of interfaces; several tell them apart on the appliance."
  }
}

variable "listener_ports" {
  description = "TCP ports of the load balancer's listeners."
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

variable "volume_size_gib" {
  description = "Size of the encrypted volume that holds the system and the captures, in GiB."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.volume_size_gib >= 11 && var.volume_size_gib <= 65536 && floor(var.volume_size_gib) == var.volume_size_gib
    error_message = "volume_size_gib must be a whole number of GiB from 11 to 65536, got ${var.volume_size_gib}. Correct it."
  }
}

variable "disk_budget_bytes" {
  description = "Disk space that captures may take before the oldest are removed, in bytes. Null is the volume less 10 GiB for the system."
  type        = number
  default     = null

  validation {
    condition     = var.disk_budget_bytes == null || try(var.disk_budget_bytes >= 67108864 && floor(var.disk_budget_bytes) == var.disk_budget_bytes && var.disk_budget_bytes < var.volume_size_gib * 1073741824, false)
    error_message = "disk_budget_bytes must be a whole number of bytes, at least 67108864 and less than the volume of ${var.volume_size_gib} GiB, got ${coalesce(var.disk_budget_bytes, "null")}. Lower it, or give a larger volume_size_gib."
  }
}

variable "rotation_seconds" {
  description = "How long one capture file is written before the next is begun, in seconds."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.rotation_seconds >= 1 && var.rotation_seconds <= 86400 && floor(var.rotation_seconds) == var.rotation_seconds
    error_message = "rotation_seconds must be a whole number of seconds from 1 to 86400, got ${var.rotation_seconds}. Correct it."
  }
}

variable "retention" {
  description = "handshakes drops application data before anything is stored; everything keeps whole packets."
  type        = string
  default     = "handshakes"
  nullable    = false

  validation {
    condition     = contains(["handshakes", "everything"], var.retention)
    error_message = "retention: \"${var.retention}\" is neither handshakes, which drops application data, nor everything. Give one of them."
  }
}

variable "health_port" {
  description = "TCP port of the health check, from 1024: the appliance runs without the right to take a lower one."
  type        = number
  default     = 8080
  nullable    = false

  validation {
    condition     = var.health_port >= 1024 && var.health_port <= 65535 && floor(var.health_port) == var.health_port
    error_message = "health_port: a port is a whole number from 1024 to 65535, got ${var.health_port}. Correct it."
  }
}

variable "bucket" {
  description = "Bucket that captures and findings are uploaded to. Null keeps captures on the instance."
  type        = string
  default     = null

  validation {
    condition     = var.bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "bucket: \"${coalesce(var.bucket, "null")}\" is no name of an S3 bucket. Give its name alone, without s3:// and without a folder."
  }
}

variable "prefix" {
  description = "Folder in the bucket, above the deployment's own; without a slash at either end. Null is the bucket's root."
  type        = string
  default     = null

  validation {
    condition     = var.prefix == null || can(regex("^[^/](.*[^/])?$", var.prefix))
    error_message = "prefix: \"${coalesce(var.prefix, "null")}\" must not be empty, nor begin or end with a slash. Write it as team/tls, or leave it out."
  }

  validation {
    condition     = var.prefix == null || var.bucket != null
    error_message = "prefix is given without bucket. Name the bucket, or leave the prefix out."
  }
}

variable "bucket_owner" {
  description = "Account that must own the bucket, 12 digits. Null: any account may own it."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_owner == null || can(regex("^\\d{12}$", var.bucket_owner))
    error_message = "bucket_owner: \"${coalesce(var.bucket_owner, "null")}\" is no AWS account. Give its 12 digits, as a text: numbers lose leading zeros."
  }

  validation {
    condition     = var.bucket_owner == null || var.bucket != null
    error_message = "bucket_owner is given without bucket. Name the bucket, or leave the bucket_owner out."
  }
}

variable "bucket_region" {
  description = "Region of the bucket. Null is the appliance's own."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_region == null || can(regex("^[a-z]{2,}(-[a-z]+)+-\\d+$", var.bucket_region))
    error_message = "bucket_region: \"${coalesce(var.bucket_region, "null")}\" is no AWS Region. Give one like eu-central-1."
  }

  validation {
    condition     = var.bucket_region == null || var.bucket != null
    error_message = "bucket_region is given without bucket. Name the bucket, or leave the bucket_region out."
  }
}

variable "bucket_key_arn" {
  description = "ARN of the KMS key that encrypts the bucket. Null where S3's own keys do."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_key_arn == null || can(regex("^arn:[\\w-]+:kms:[\\w-]+:\\d{12}:key\\/[\\w-]+$", var.bucket_key_arn))
    error_message = "bucket_key_arn: \"${coalesce(var.bucket_key_arn, "null")}\" is not the ARN of a KMS key. Give one that ends in key/ID and not an alias, or leave it out."
  }

  validation {
    condition     = var.bucket_key_arn == null || var.bucket != null
    error_message = "bucket_key_arn is given without bucket. Name the bucket, or leave the bucket_key_arn out."
  }
}

variable "share_with" {
  description = "Account ids, or ARNs of organizational units, whose sessions may send to the target. Empty shares it with nobody."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for principal in var.share_with : can(regex("^([0-9]{12}|arn:[\\w-]+:organizations::[0-9]{12}:(ou|organization)/o-\\w+.*)$", principal))])
    error_message = "share_with: \"${join(", ", [for principal in var.share_with : principal if !can(regex("^([0-9]{12}|arn:[\\w-]+:organizations::[0-9]{12}:(ou|organization)/o-\\w+.*)$", principal))])}\" is neither an account id nor the ARN of an organizational unit. Give twelve digits, or an ARN like arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid."
  }

  validation {
    condition     = var.allow_organization || !anytrue([for principal in var.share_with : strcontains(principal, ":organization/")])
    error_message = "share_with: ${join(", ", [for principal in var.share_with : principal if strcontains(principal, ":organization/")])} is a whole organization, any account of which could send packets here. Name accounts or organizational units, or set allow_organization to true if that is what you want."
  }
}

variable "allow_external_accounts" {
  description = "Allows accounts outside the organization among share_with. They must accept the share."
  type        = bool
  default     = false
  nullable    = false
}

variable "allow_organization" {
  description = "Allows the ARN of a whole organization among share_with."
  type        = bool
  default     = false
  nullable    = false
}

variable "parameter_prefix" {
  description = "Leaves output collector as JSON in a parameter of Systems Manager, PREFIX/collector, for other pipelines. Null leaves it nowhere."
  type        = string
  default     = null

  validation {
    condition     = var.parameter_prefix == null || (can(regex("^(/[\\w.-]+)+$", var.parameter_prefix)) && !can(regex("(?i)^/(aws|ssm)", var.parameter_prefix)))
    error_message = "parameter_prefix: \"${coalesce(var.parameter_prefix, "null")}\" cannot begin the name of a parameter. Write it as /tls-mirror/prod: a slash before each part and none at the end, and neither aws nor ssm first."
  }
}
