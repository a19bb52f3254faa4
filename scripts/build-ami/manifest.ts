import { manifestWithoutImage } from "./errors";

/** An image in one Region. */
export interface BuiltImage {
  readonly region: string;
  readonly imageId: string;
}

interface Manifest {
  readonly last_run_uuid?: string;
  readonly builds?: readonly { readonly packer_run_uuid?: string; readonly artifact_id?: string }[];
}

/**
 * Images of the last build in a manifest, which keeps those of earlier builds too.
 *
 * The artifact's id is `REGION:IMAGE,REGION:IMAGE` (Packer, amazon-ebs builder).
 */
export function builtImages(text: string, path: string): BuiltImage[] {
  const manifest = JSON.parse(text) as Manifest;
  const last = manifest.builds?.find((build) => build.packer_run_uuid === manifest.last_run_uuid);
  const images = (last?.artifact_id ?? "").split(",").flatMap((part) => {
    const [region, imageId] = part.split(":");
    return region !== undefined && imageId?.startsWith("ami-") === true ? [{ region, imageId }] : [];
  });
  if (images.length === 0) throw manifestWithoutImage(path);
  return images;
}
