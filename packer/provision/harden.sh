#!/bin/sh
# Takes away what an appliance without SSH does not need, and what must differ from instance to instance.
set -eu

# Operators come in through Systems Manager. The build's own connection lives until it ends.
for unit in sshd.service ssh.service ssh.socket rpcbind.service rpcbind.socket atd.service postfix.service; do
  if [ -e "/usr/lib/systemd/system/$unit" ]; then
    systemctl disable "$unit"
  fi
done
rm -f /etc/ssh/ssh_host_*

# From the machine id networkd and the kernel derive addresses: two instances must not share one.
: >/etc/machine-id
rm -f /var/lib/dbus/machine-id /var/lib/systemd/random-seed

if command -v cloud-init >/dev/null; then
  cloud-init clean --logs
fi
rm -rf /etc/tls-mirror/capture.json /var/lib/tls-mirror /tmp/tls-mirror
