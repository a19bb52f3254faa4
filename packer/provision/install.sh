#!/bin/sh
# Installs the capture script, its user, units and kernel settings. Can be run again.
set -eu

from=/tmp/tls-mirror
lib=/usr/local/lib/tls-mirror

install -d -m 0755 "$lib" /etc/tls-mirror /etc/sysusers.d /etc/sysctl.d /etc/systemd/system /etc/systemd/network \
  /opt/aws/amazon-cloudwatch-agent/etc
install -m 0644 "$from/capture.cjs" "$from/process.cjs" "$lib/"

# Amazon Linux names each release of Node by itself; the units need one name.
for name in node-24 node-22 node-20 node; do
  if node=$(command -v "$name"); then
    ln -sfn "$node" "$lib/node"
    break
  fi
done

install -m 0644 "$from"/files/sysusers/*.conf /etc/sysusers.d/
install -m 0644 "$from"/files/sysctl/*.conf /etc/sysctl.d/
install -m 0644 "$from"/files/network/*.network /etc/systemd/network/
install -m 0644 "$from"/files/systemd/*.service "$from"/files/systemd/*.path /etc/systemd/system/
install -m 0644 "$from/files/cloudwatch/amazon-cloudwatch-agent.json" /opt/aws/amazon-cloudwatch-agent/etc/
install -m 0755 "$from/files/lib/follow-settings" "$lib/follow-settings"

systemd-sysusers tls-mirror.conf
systemctl enable tls-mirror-settings.path tls-mirror-devices.service tls-mirror-capture.service \
  tls-mirror-process.service
