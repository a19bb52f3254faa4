variable "region" {
  description = "Region of the load balancer, and so of everything else."
  type        = string
}

variable "deployment" {
  description = "Name of the deployment, for tags and folders."
  type        = string
}

variable "load_balancer_arn" {
  description = "ARN of the Application Load Balancer whose clients are looked at."
  type        = string
}

variable "listener_ports" {
  description = "TCP ports of its listeners."
  type        = list(number)
  default     = [443]
}

variable "image_id" {
  description = "Machine image built from packer/."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the appliance."
  type        = string
}

variable "subnet_id" {
  description = "Subnet of the appliance, which the load balancer's subnets can reach."
  type        = string
}

variable "mirror_source_cidrs" {
  description = "Subnets of the load balancer, which may send mirrored packets."
  type        = list(string)
}
