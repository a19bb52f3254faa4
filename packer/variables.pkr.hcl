variable "region" {
  type        = string
  description = "Region in which the image is built."

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be the name of an AWS Region, such as eu-central-1."
  }
}

variable "architecture" {
  type        = string
  default     = "arm64"
  description = "Processor architecture of the image: arm64 (Graviton) or x86_64."

  validation {
    condition     = var.architecture == "arm64" || var.architecture == "x86_64"
    error_message = "The architecture must be arm64 or x86_64."
  }
}

variable "base_image_name" {
  type        = string
  default     = "al2023-ami-2023.*-kernel-6.1"
  description = "Name of the base image, without its architecture; the newest match is taken. Amazon Linux 2023 with kernel 6.1, its default and the series that the appliance is tested on: images of several series are published side by side, and the newest may be of any. Not the minimal variant, which lacks the Systems Manager agent."

  validation {
    condition     = length(var.base_image_name) > 0
    error_message = "The base image's name must not be empty, or any image would match."
  }
}

variable "base_image_owner" {
  type        = string
  default     = "amazon"
  description = "Owner of the base image: amazon, self, or an account number."

  validation {
    condition     = can(regex("^(amazon|self|[0-9]{12})$", var.base_image_owner))
    error_message = "The base image's owner must be amazon, self, or 12 digits; another owner could publish an image of the same name."
  }
}

variable "instance_type" {
  type        = string
  default     = ""
  description = "Instance type of the build, of the image's architecture. Empty: t4g.small for arm64, t3.small for x86_64."

  validation {
    condition     = can(regex("^([a-z][a-z0-9-]*\\.[a-z0-9-]+)?$", var.instance_type))
    error_message = "The instance type must be one such as c7g.large, or empty."
  }
}

variable "subnet_id" {
  type        = string
  default     = ""
  description = "Subnet of the build, with a way out to the package repositories and Systems Manager. Empty: the default VPC's."

  validation {
    condition     = can(regex("^(subnet-[0-9a-f]+)?$", var.subnet_id))
    error_message = "The subnet must be an id such as subnet-0123456789abcdef0, or empty."
  }
}

variable "instance_profile" {
  type        = string
  default     = ""
  description = "Instance profile of the build with the rights of AmazonSSMManagedInstanceCore. Empty: Packer makes one for the time of the build, which needs rights in IAM."

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@-]{0,128}$", var.instance_profile))
    error_message = "The instance profile must be its name, not its ARN, or empty."
  }
}

variable "volume_size_gib" {
  type        = number
  default     = 8
  description = "Size of the image's volume in GiB. Instances may have a larger one."

  validation {
    condition     = var.volume_size_gib >= 8
    error_message = "The volume must have at least 8 GiB, which the base image takes."
  }
}

variable "kms_key_id" {
  type        = string
  default     = ""
  description = "KMS key (id, alias or ARN) that encrypts the image. Empty: the account's own key for EBS. Other accounts can use the image only with a key of yours that is shared with them."

  validation {
    condition     = can(regex("^(|alias/[A-Za-z0-9/_-]+|(mrk-)?[0-9a-f-]{32,36}|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+)$", var.kms_key_id))
    error_message = "The KMS key must be an id, an alias such as alias/images, or an ARN; or empty."
  }
}

variable "region_kms_key_ids" {
  type        = map(string)
  default     = {}
  description = "KMS key of each Region in copy_to_regions. A Region that is not named uses the account's own key for EBS there, with which its copy cannot be shared."

  validation {
    condition     = length([for region, key in var.region_kms_key_ids : key if can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region)) && can(regex("^(|alias/[A-Za-z0-9/_-]+|(mrk-)?[0-9a-f-]{32,36}|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+)$", key))]) == length(var.region_kms_key_ids)
    error_message = "Each Region must be the name of an AWS Region, and each KMS key an id, an alias such as alias/images, or an ARN."
  }
}

variable "share_with_accounts" {
  type        = list(string)
  default     = []
  description = "Accounts that may launch the image. Needs kms_key_id, and a key in region_kms_key_ids for each Region of copy_to_regions."

  validation {
    condition     = length([for account in var.share_with_accounts : account if can(regex("^[0-9]{12}$", account))]) == length(var.share_with_accounts)
    error_message = "Each account must be 12 digits. The image is never shared with everyone."
  }
}

variable "copy_to_regions" {
  type        = list(string)
  default     = []
  description = "Further Regions that get a copy of the image."

  validation {
    condition     = length([for region in var.copy_to_regions : region if can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region))]) == length(var.copy_to_regions)
    error_message = "Each Region must be the name of an AWS Region, such as eu-central-1."
  }
}

variable "tags" {
  type        = map(string)
  default     = {}
  description = "Further tags for the image, its snapshots, and what the build creates."
}

variable "image_version" {
  type        = string
  description = "Version of tls-mirror on the image; scripts/build-ami.ts takes it from package.json."

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+", var.image_version))
    error_message = "The version must begin with three numbers, such as 1.2.3."
  }
}

variable "commit" {
  type        = string
  default     = "unknown"
  description = "Commit that the image is built from; scripts/build-ami.ts takes it from git."
}

variable "capture_bundle" {
  type        = string
  default     = "../dist/appliance/capture.cjs"
  description = "The bundled capture script, made by npm run build. Relative to this folder."
}

variable "process_bundle" {
  type        = string
  default     = "../dist/appliance/process.cjs"
  description = "The bundled script that analyzes and uploads, likewise."
}

variable "manifest" {
  type        = string
  default     = "manifest.json"
  description = "File that gets the ids of the images built. Relative to the working folder."
}
