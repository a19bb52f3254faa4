# Account, load balancer, subnets and image are inventions; put your own here.
region              = "eu-central-1"
deployment          = "example"
load_balancer_arn   = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"
image_id            = "ami-0123456789abcdef0"
vpc_id              = "vpc-0123456789abcdef0"
subnet_id           = "subnet-0123456789abcdef0"
mirror_source_cidrs = ["10.0.1.0/24", "10.0.2.0/24"]
