# Captures what the sessions below send to it.
module "collector" {
  source = "../../terraform/collector"

  deployment          = var.deployment
  image_id            = var.image_id
  vpc_id              = var.vpc_id
  subnet_id           = var.subnet_id
  mirror_source_cidrs = var.mirror_source_cidrs
  listener_ports      = var.listener_ports
}

# Mirrors the client side of the load balancer, one session for each of its interfaces.
module "source" {
  source = "../../terraform/source"

  deployment        = var.deployment
  collector         = module.collector.collector
  load_balancer_arn = var.load_balancer_arn
  listener_ports    = var.listener_ports
}
