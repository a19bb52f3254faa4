import { UserError } from "../../modules/contracts";

export const folderNotGiven = () =>
  new UserError("Name the folder of captures: npx tsx test/comparison/compare.ts FOLDER");

export const folderMissing = (folder: string) =>
  new UserError(`${folder}: there is no such folder. Give one that holds pcap or pcapng files.`);
