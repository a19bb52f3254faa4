build {
  name    = "tls-mirror"
  sources = ["source.amazon-ebs.appliance"]

  # The file provisioner copies into folders; it does not make them.
  provisioner "shell" {
    inline = ["mkdir -p /tmp/tls-mirror"]
  }

  provisioner "file" {
    source      = "${path.root}/files"
    destination = "/tmp/tls-mirror"
  }

  provisioner "file" {
    source      = "${path.root}/${var.capture_bundle}"
    destination = "/tmp/tls-mirror/capture.cjs"
  }

  provisioner "file" {
    source      = "${path.root}/${var.process_bundle}"
    destination = "/tmp/tls-mirror/process.cjs"
  }

  provisioner "shell" {
    execute_command = "sudo env {{ .Vars }} sh {{ .Path }}"
    scripts = [
      "${path.root}/provision/packages.sh",
      "${path.root}/provision/install.sh",
      "${path.root}/provision/verify.sh",
      "${path.root}/provision/harden.sh",
    ]
  }

  post-processor "manifest" {
    output     = var.manifest
    strip_path = true
    custom_data = {
      version      = var.image_version
      commit       = var.commit
      architecture = var.architecture
    }
  }
}
