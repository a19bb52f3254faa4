#!/bin/sh
# Installs what the appliance runs. The only step that knows the distribution.
set -eu

if command -v dnf >/dev/null; then
  # Amazon Linux 2023 has curl, the Systems Manager agent and cloud-init in its standard image.
  dnf install -y nodejs22 tcpdump ethtool iproute util-linux amazon-cloudwatch-agent awscli-2
  # It sends the metrics, by the file that install.sh puts in its place. Debian has no package of it.
  systemctl enable amazon-cloudwatch-agent.service
  dnf clean all
elif command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends tcpdump ethtool iproute2 util-linux
  # Debian 12 has Node 18, which is too old: there, Node 20 or later must be on the base image.
  command -v node >/dev/null || apt-get install -y --no-install-recommends nodejs
  apt-get clean
else
  echo "Neither dnf nor apt-get is here. Build on Amazon Linux 2023, or teach packer/provision/packages.sh this system." >&2
  exit 1
fi
