#!/bin/sh
# Fails the build when the image could not capture.
set -eu

lib=/usr/local/lib/tls-mirror

for name in tcpdump ip ethtool setpriv; do
  command -v "$name" >/dev/null || {
    echo "$name is not installed; see packer/provision/packages.sh." >&2
    exit 1
  }
done

"$lib/node" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || {
  echo "Node $("$lib/node" --version) is too old; 20 or later is needed." >&2
  exit 1
}

"$lib/node" "$lib/capture.cjs" --help >/dev/null
"$lib/node" "$lib/process.cjs" --help >/dev/null
id tls-mirror >/dev/null
systemd-analyze verify tls-mirror-settings.path tls-mirror-devices.service tls-mirror-capture.service \
  tls-mirror-process.service
systemctl is-enabled tls-mirror-settings.path tls-mirror-devices.service tls-mirror-capture.service \
  tls-mirror-process.service
