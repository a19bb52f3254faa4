# Mirrors TCP port 443 for everybody but the VPC itself; `module.filter` is then the filter of a source.
module "filter" {
  source = "../.."

  deployment     = "web-prod"
  listener_ports = [443]
  excluded_cidrs = ["10.0.0.0/16"]
}
