export const unknownInterval = () =>
  "everyMinutes must be known when the app is synthesized, since a dashboard is written with it. Give a number.";
