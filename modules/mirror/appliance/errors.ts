export const tooFewSubnets = (count: number) =>
  `subnetIds names ${count} of at least two subnets. Name one in each of two Availability Zones, ` +
  "so that the loss of a zone is not the loss of every packet.";

export const notAnImage = (id: string) =>
  `imageId: "${id}" is no machine image id. Give one like ami-0123456789abcdef0, of the image built from packer/.`;

export const noMirrorSourceCidr = () =>
  "mirrorSourceCidrs is empty, so the appliance would receive nothing. Name the subnets of the load balancer.";

export const noVirtualNetworkId = () =>
  "virtualNetworkIds is empty, so the appliance would discard every packet. Give the number of the mirror sessions.";

export const repeatedVirtualNetworkId = (id: number) =>
  `virtualNetworkIds names ${id} twice, but the appliance has one device for each. Name each number once.`;

export const tooManyVirtualNetworkIds = (count: number, most: number) =>
  `virtualNetworkIds holds ${count} numbers, but an appliance receives ${most} at the most, with a device and a capture ` +
  "for each. Let sessions share a number; the outer source address of a packet tells its interface.";

export const notABucket = (name: string) =>
  `bucket: "${name}" is no name of an S3 bucket. Give its name alone, without s3:// and without a folder.`;

export const diskBudgetTooLarge = (budget: number, volume: number) =>
  `diskBudgetBytes ${budget} does not fit on a volume of ${volume} bytes. ` +
  "Lower the budget, or give a larger volumeSizeGib.";

export const prefixWithSlash = (prefix: string) =>
  `prefix: "${prefix}" must not be empty, nor begin or end with a slash. Write it as team/tls, or leave it out.`;

export const givenWithoutBucket = (property: string) =>
  `${property} is given without bucket. Name the bucket, or leave the ${property} out.`;

export const notAnAccount = (text: string) =>
  `bucketOwner: "${text}" is no AWS account. Give its 12 digits, as a text: numbers lose leading zeros.`;

export const notARegion = (text: string) => `bucketRegion: "${text}" is no AWS Region. Give one like eu-central-1.`;

export const sizesOutOfOrder = (minSize: number, desiredCapacity: number, maxSize: number) =>
  `minSize ${minSize}, desiredCapacity ${desiredCapacity} and maxSize ${maxSize} must rise in this order, or be equal. ` +
  "Correct them, or leave desiredCapacity out.";

export const scatteredVirtualNetworkIds = (ids: readonly number[]) =>
  `virtualNetworkIds ${ids.join(", ")} are not next to each other, so that no range tells other stacks which to use. ` +
  "Choose adjacent numbers, each once.";
