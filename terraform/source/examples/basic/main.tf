# Mirrors a load balancer of this account to a collector of another pipeline, which left its outputs in a parameter.
data "aws_ssm_parameter" "collector" {
  name = "/tls-mirror/prod/collector"
}

module "source" {
  source = "../.."

  deployment        = "web-prod"
  collector         = jsondecode(data.aws_ssm_parameter.collector.insecure_value)
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
}
