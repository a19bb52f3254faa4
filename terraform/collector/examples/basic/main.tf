# One appliance that receives from the load balancer's two subnets. Its output `collector` is what a source needs.
module "collector" {
  source = "../.."

  deployment          = "web-prod"
  image_id            = "ami-0123456789abcdef0"
  vpc_id              = "vpc-0123456789abcdef0"
  subnet_id           = "subnet-0123456789abcdef0"
  mirror_source_cidrs = ["10.0.1.0/24", "10.0.2.0/24"]
}
