# Watches a load balancer whose sessions are made elsewhere, for instance by hand.
module "coverage" {
  source = "../.."

  deployment        = "web-prod"
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
  filter_id         = "tmf-0123456789abcdef0"
  target_id         = "tmt-0123456789abcdef0"
  alarm_action_arns = ["arn:aws:sns:eu-central-1:111122223333:alerts"]
}
